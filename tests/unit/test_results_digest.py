"""The result hash: a known value, every hashed column counts, nothing else does."""

import hashlib
import struct

import numpy as np
import pytest

from iamd.results import result_hash, run_digest
from iamd.results.digest import DIGEST_COLUMNS

EVENTS = {
    "seq": np.array([0, 1]),
    "time_s": np.array([0.0, 12.5]),
    "kind": np.array([1, 14]),
    "unit": np.array([-1, 0]),
    "threat": np.array([0, 0]),
    "round": np.array([-1, 3]),
    "reason": np.array([0, 0]),
    "value": np.array([300.0, np.nan]),
}
#: Computed once, and again by the struct module below; it changes only with the format version.
KNOWN = "3a4e1324167ea60b7b14836c4c2eb8167b05580865b1db093f1224925d7e387b"


def test_known_value() -> None:
    packed = b"".join(
        struct.pack("<2d" if kind == "<f8" else "<2q", *EVENTS[name].tolist())
        for name, kind in DIGEST_COLUMNS
    )
    assert run_digest(EVENTS) == hashlib.sha256(packed).digest()
    assert run_digest(EVENTS).hex() == KNOWN


@pytest.mark.parametrize("name", [name for name, _ in DIGEST_COLUMNS])
def test_every_column_counts(name: str) -> None:
    changed = EVENTS | {
        name: EVENTS[name] + np.array([0, 1]) if name != "value" else np.array([300.5, np.nan])
    }
    assert run_digest(changed) != run_digest(EVENTS)


def test_the_smallest_change_of_a_time_counts() -> None:
    changed = EVENTS | {"time_s": np.nextafter(EVENTS["time_s"], np.inf)}
    assert run_digest(changed) != run_digest(EVENTS)


def test_columns_are_not_confused_with_each_other() -> None:
    swapped = EVENTS | {"unit": EVENTS["threat"], "threat": EVENTS["unit"]}
    assert run_digest(swapped) != run_digest(EVENTS)


def test_zero_has_one_sign_and_nan_one_pattern() -> None:
    odd_nan = np.array([0x7FF8000000000000, 0xFFF8000000000123], dtype=np.uint64).view(np.float64)[1]
    changed = EVENTS | {"time_s": np.array([-0.0, 12.5]), "value": np.array([300.0, odd_nan])}
    assert run_digest(changed) == run_digest(EVENTS)


def test_width_byte_order_and_layout_do_not_count() -> None:
    changed = {name: EVENTS[name].astype(">i4" if kind == "<i8" else ">f8") for name, kind in DIGEST_COLUMNS}
    assert run_digest(changed) == run_digest(EVENTS)
    record = np.zeros(2, dtype=[("type", "i4"), *[(name, "f8") for name, _ in DIGEST_COLUMNS]])
    for name, _ in DIGEST_COLUMNS:
        record[name] = EVENTS[name]
    assert run_digest(record) == run_digest(EVENTS)


def test_refuses_columns_of_different_length() -> None:
    with pytest.raises(ValueError, match="kind"):
        run_digest(EVENTS | {"kind": np.array([1])})


def test_result_hash_is_over_the_digests_in_run_order() -> None:
    one, two = run_digest(EVENTS), bytes(32)
    assert result_hash([one, two]) == hashlib.sha256(one + two).hexdigest()
    assert result_hash([one.hex(), two.hex()]) == result_hash([one, two])
    assert result_hash([two, one]) != result_hash([one, two])
