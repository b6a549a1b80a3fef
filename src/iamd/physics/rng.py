"""Addressed randomness: a draw is a function of where it is used, never of how many were drawn before.

The generator is Philox-4x32-10: a keyed bijection of 128-bit counters. Key: the seed. Counter: (run, stream, name,
index). So any draw can be made again alone, in any order and on any thread, and adding a unit renumbers nothing.

All words are plain integers held in 64 bits. A product of two 32-bit words may wrap in the compiled form; the masks
keep exactly the bits that Python's unbounded integers give, so both forms are equal bit for bit. The entry points
turn NumPy integers into Python's (`int`), which would otherwise warn of the same wrap.
"""

from __future__ import annotations

import math
import zlib
from enum import IntEnum

from iamd.physics._jit import inner, kernel

_WORD = 0xFFFFFFFF
# Salmon et al. 2011, table 2 and section 3.3: multipliers and Weyl increments of Philox-4x32.
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85

_HALF_ULP = 2.0**-53
_STEP = 2.0**-52
_TWO_PI = 2.0 * math.pi

# The second block of a four-fold draw sets the top bit of the stream word. Streams are small, so nothing else does.
SECOND_BLOCK = 0x80000000


class Stream(IntEnum):
    """What a draw is for. The numbers are part of every result: never change or reuse one.

    Inside a kernel pass ``Stream.NAME.value``: the enum itself is another type, which would compile a second copy.
    """

    RELIABILITY = 1
    DISPERSION = 2
    LAUNCH_JITTER = 3
    SEARCH_PHASE = 4
    DETECTION = 5
    MEASUREMENT = 6
    FALSE_PLOTS = 7
    READINESS = 8
    COMMON_CAUSE = 9
    SSPK = 10
    ASSESSMENT = 11
    MESSAGE = 12
    FIGURE = 13
    ENGAGEMENT_DETECTION = 14
    ENGAGEMENT_MEASUREMENT = 15
    BOOTSTRAP = 16
    SITE = 17


def name_word(text: str) -> int:
    """CRC-32 of a name in UTF-8: its 32-bit word in an address. Two equal words are refused where names are known."""
    return zlib.crc32(text.encode("utf-8"))


@inner
def _mixed(word: int) -> int:
    """Finaliser of MurmurHash3, 32 bits (A. Appleby, 2011, public domain): a bijection that spreads every bit."""
    word ^= word >> 16
    word = (word * 0x85EBCA6B) & _WORD
    word ^= word >> 13
    word = (word * 0xC2B2AE35) & _WORD
    return word ^ (word >> 16)


@kernel
def pair_name(first: int, second: int) -> int:
    """One 32-bit word for an ordered pair of names, such as sensor and target.

    Parameters
    ----------
    first, second : int
        32-bit words, from `name_word`.

    Returns
    -------
    int
        A 32-bit word. For a fixed first it is a bijection of the second, and the other way round, so pairs that share
        a member never collide; others do with the chance of a 32-bit hash.
    """
    return _mixed((_mixed((int(first) + _WEYL_0) & _WORD) + int(second)) & _WORD)


@kernel
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Philox-4x32-10: four random words for a counter and a key.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        The counter, four 32-bit words.
    k0, k1 : int
        The key, two 32-bit words.

    Returns
    -------
    tuple of int
        Four 32-bit words.

    Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
    SC11 (2011), section 3.3; tested with the known-answer vectors of its authors' Random123.
    """
    for _ in range(10):
        product0 = _MULTIPLIER_0 * c0
        product1 = _MULTIPLIER_1 * c2
        c0 = ((product1 >> 32) & _WORD) ^ c1 ^ k0
        c2 = ((product0 >> 32) & _WORD) ^ c3 ^ k1
        c1 = product1 & _WORD
        c3 = product0 & _WORD
        k0 = (k0 + _WEYL_0) & _WORD
        k1 = (k1 + _WEYL_1) & _WORD
    return c0, c1, c2, c3


@inner
def _block(seed: int, run: int, stream: int, name: int, index: int) -> tuple[int, int, int, int]:
    """Four random words of an address."""
    key = int(seed)
    return philox(
        int(run) & _WORD,
        int(stream) & _WORD,
        int(name) & _WORD,
        int(index) & _WORD,
        key & _WORD,
        (key >> 32) & _WORD,
    )


@inner
def _unit(high: int, low: int) -> float:
    """Two words to the open interval (0, 1): an odd multiple of 2**-53, so never 0, never 1, and exact."""
    return ((high << 20) | (low >> 12)) * _STEP + _HALF_ULP


@kernel
def uniform(seed: int, run: int, stream: int, name: int, index: int) -> float:
    """One uniform draw in the open interval (0, 1), with 53 significant bits.

    Parameters
    ----------
    seed : int
        0 to 2**63 - 1; the key.
    run : int
        Number of the run, 0 to 2**32 - 1.
    stream : int
        What the draw is for: a member of `Stream`, as an integer below 2**31.
    name : int
        Who: `name_word` of a name, or `pair_name` of two; 0 to 2**32 - 1.
    index : int
        Which: a semantic number such as scan or shot ordinal, never a running count; 0 to 2**32 - 1.

    Returns
    -------
    float
        An odd multiple of 2**-53.

    Source: `philox`; words 0 and 1 of the block at counter (run, stream, name, index).
    """
    w0, w1, _, _ = _block(seed, run, stream, name, index)
    return _unit(w0, w1)


@kernel
def uniform2(seed: int, run: int, stream: int, name: int, index: int) -> tuple[float, float]:
    """Two independent uniform draws in (0, 1) from one address; the first is that of `uniform`.

    Parameters
    ----------
    seed, run, stream, name, index : int
        As in `uniform`.

    Returns
    -------
    tuple of float
        Words 0 and 1, and words 2 and 3, of the block.
    """
    w0, w1, w2, w3 = _block(seed, run, stream, name, index)
    return _unit(w0, w1), _unit(w2, w3)


@kernel
def normal2(seed: int, run: int, stream: int, name: int, index: int) -> tuple[float, float]:
    """Two independent standard normal draws from one address.

    Parameters
    ----------
    seed, run, stream, name, index : int
        As in `uniform`.

    Returns
    -------
    tuple of float
        Mean 0, variance 1; at most 8.6 in size, because a uniform is at least 2**-53.

    Source: G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", *Annals of
    Mathematical Statistics* 29 (1958) 610-611.
    """
    first, second = uniform2(seed, run, stream, name, index)
    radius = math.sqrt(-2.0 * math.log(first))
    angle = _TWO_PI * second
    return radius * math.cos(angle), radius * math.sin(angle)


@kernel
def normal4(seed: int, run: int, stream: int, name: int, index: int) -> tuple[float, float, float, float]:
    """Four independent standard normal draws from one address.

    Parameters
    ----------
    seed, run, stream, name, index : int
        As in `uniform`.

    Returns
    -------
    tuple of float
        The pair of `normal2`, and a second pair from the block whose stream word has bit 31 set; no stream has.
    """
    a, b = normal2(seed, run, stream, name, index)
    c, d = normal2(seed, run, stream | SECOND_BLOCK, name, index)
    return a, b, c, d


@kernel
def poisson_small(mean: float, u: float) -> int:
    """A Poisson count from one uniform draw, by inversion.

    Parameters
    ----------
    mean : float
        0 to 100 or so; the time grows with it, and it must be below 700.
    u : float
        Uniform in (0, 1).

    Returns
    -------
    int
        The smallest count whose cumulative probability is at least `u`.

    Source: L. Devroye, *Non-Uniform Random Variate Generation* (Springer, 1986), section X.3.3 (inversion by
    sequential search).
    """
    count = 0
    probability = math.exp(-mean)
    cumulative = probability
    # Rounding may hold the sum below u for ever; no draw of 53 bits lies beyond this count.
    most = int(mean + 12.0 * math.sqrt(mean)) + 30
    while u > cumulative and count < most:
        count += 1
        probability *= mean / count
        cumulative += probability
    return count
