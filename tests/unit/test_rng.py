"""Addresses, ranges and statistics of the random draws."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from iamd.physics.rng import (
    Stream,
    name_word,
    normal2,
    normal4,
    pair_name,
    philox,
    poisson_small,
    uniform,
    uniform2,
)

WORD = 2**32 - 1
words = st.integers(0, WORD)
DRAWS = 20_000
DETECTION = int(Stream.DETECTION)


def test_stream_numbers_are_part_of_every_result() -> None:
    assert [stream.value for stream in Stream] == list(range(1, 18))
    assert Stream.RELIABILITY == 1
    assert Stream.SSPK == 10
    assert Stream.BOOTSTRAP == 16


def test_name_word_is_crc_32() -> None:
    assert name_word("123456789") == 0xCBF43926  # the check value of CRC-32


def test_draws_at_fixed_addresses_never_change() -> None:
    w0, w1, w2, w3 = philox(7, 5, name_word("radar"), 3, 42, 0)
    assert uniform(42, 7, 5, name_word("radar"), 3) == (2 * ((w0 << 20) | (w1 >> 12)) + 1) * 2.0**-53
    assert uniform2(42, 7, 5, name_word("radar"), 3)[1] == (2 * ((w2 << 20) | (w3 >> 12)) + 1) * 2.0**-53


def test_the_whole_seed_counts() -> None:
    seeds = [0, 1, 2**32, 2**32 + 1, 2**63 - 1]
    assert len({uniform(seed, 0, DETECTION, 0, 0) for seed in seeds}) == len(seeds)


@pytest.mark.parametrize("place", range(4))
def test_every_part_of_the_address_counts(place: int) -> None:
    address = [1, 2, 3, 4]
    changed = address.copy()
    changed[place] += 1
    assert uniform(9, *address) != uniform(9, *changed)


@given(seed=st.integers(0, 2**63 - 1), run=words, stream=st.integers(0, 2**31 - 1), name=words, index=words)
def test_uniform_is_open_and_shared_by_the_pair(
    seed: int, run: int, stream: int, name: int, index: int
) -> None:
    first, second = uniform2(seed, run, stream, name, index)
    assert 0.0 < first < 1.0
    assert 0.0 < second < 1.0
    assert (first * 2.0**53) % 2.0 == 1.0
    assert uniform(seed, run, stream, name, index) == first


def test_uniform_is_uniform() -> None:
    values = [uniform(1, 0, DETECTION, 5, i) for i in range(DRAWS)]
    assert scipy.stats.kstest(values, "uniform").pvalue > 1e-3  # a fixed sample: no chance in the test
    neighbours = np.corrcoef(values[:-1], values[1:])[0, 1]
    assert abs(neighbours) < 4.0 / math.sqrt(DRAWS)  # four standard errors


def test_normal_is_normal_and_independent() -> None:
    values = np.array([normal4(1, i, DETECTION, 5, 0) for i in range(DRAWS // 2)])
    for column in values.T:
        assert scipy.stats.kstest(column, "norm").pvalue > 1e-3  # a fixed sample
    off_diagonal = np.corrcoef(values.T) - np.eye(4)
    assert np.abs(off_diagonal).max() < 4.5 / math.sqrt(
        DRAWS // 2
    )  # six pairs, four and a half standard errors


def test_normal4_begins_with_normal2() -> None:
    assert normal4(3, 1, DETECTION, 2, 8)[:2] == normal2(3, 1, DETECTION, 2, 8)
    assert normal4(3, 1, DETECTION, 2, 8)[2:] == normal2(3, 1, DETECTION + 2**31, 2, 8)


@given(a=words, b=words, c=words)
def test_pair_name_is_a_bijection_of_each_member(a: int, b: int, c: int) -> None:
    assert 0 <= pair_name(a, b) <= WORD
    assert (pair_name(a, b) == pair_name(a, c)) == (b == c)
    assert (pair_name(b, a) == pair_name(c, a)) == (b == c)


def test_pair_name_has_an_order() -> None:
    radar, target = name_word("radar"), name_word("target")
    assert pair_name(radar, target) != pair_name(target, radar)


@given(mean=st.floats(0.0, 100.0), u=st.floats(1e-12, 1.0 - 1e-12))
def test_poisson_is_the_quantile(mean: float, u: float) -> None:
    count = poisson_small(mean, u)
    law = scipy.stats.poisson(mean)
    assert law.cdf(count) >= u - 1e-12  # rounding of the sum
    assert count == 0 or law.cdf(count - 1) <= u + 1e-12


def test_poisson_ends_at_the_largest_uniform() -> None:
    assert poisson_small(0.0, 1.0 - 2.0**-53) == 0
    assert poisson_small(100.0, 1.0 - 2.0**-53) < 100 + 150  # twelve standard deviations and thirty
