"""Known-answer vectors of Random123 (Salmon et al., SC11), tests/kat_vectors, the philox4x32 lines with 10 rounds."""

import pytest

from iamd.physics.rng import philox

VECTORS = """
00000000 00000000 00000000 00000000 00000000 00000000   6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff   408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0   d16cfe09 94fdcceb 5001e420 24126ea1
"""


@pytest.mark.parametrize("line", VECTORS.strip().splitlines())
def test_philox_4x32_10(line: str) -> None:
    words = [int(word, 16) for word in line.split()]
    assert philox(*words[:6]) == tuple(words[6:])
