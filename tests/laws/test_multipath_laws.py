"""What propagation over the ground must obey: reciprocity, bounds, and loss that grows beyond the horizon."""

import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from iamd.physics.diffraction import first_term_loss_db, knife_edge_loss_db, spherical_loss_db
from iamd.physics.multipath import flat_factor, propagation_factor, reflection, reflection_point
from iamd.physics.propagation import effective_radius, radar_horizon
from iamd.physics.surface import reflection_coefficient, roughness_factor

masts = st.floats(1.0, 100.0)
targets = st.floats(1.0, 12e3)
waves = st.floats(0.03, 1.5)
parts = st.floats(0.02, 0.98)
grounds = st.tuples(st.floats(2.0, 80.0), st.floats(0.0, 100.0))
rough = st.floats(0.0, 3.0)


@settings(max_examples=60)
@given(mast=masts, target=targets, part=parts, k=st.floats(1.0, 2.0))
def test_reflection_is_reciprocal(mast: float, target: float, part: float, k: float) -> None:
    ground_range = part * radar_horizon(mast, target, k)
    assume(ground_range > 200.0)
    near = reflection_point(mast, target, ground_range, k)
    assert math.isclose(
        near + reflection_point(target, mast, ground_range, k), ground_range, rel_tol=1e-6, abs_tol=0.05
    )
    grazing, difference, divergence, _ = reflection(mast, target, ground_range, k)
    back = reflection(target, mast, ground_range, k)
    assert math.isclose(grazing, back[0], rel_tol=1e-5, abs_tol=1e-9)
    assert math.isclose(difference, back[1], rel_tol=1e-6, abs_tol=1e-8)
    assert math.isclose(divergence, back[2], rel_tol=1e-5)
    # Two sides of a triangle are longer than the third, by less than twice the lower height
    assert 0.0 <= difference <= 2.0 * min(mast, target) + 1e-6


@settings(max_examples=80)
@given(mast=masts, target=targets, part=st.floats(0.02, 2.0), wave=waves, ground=grounds, roughness=rough)
def test_factor_is_reciprocal_and_bounded(
    mast: float, target: float, part: float, wave: float, ground: tuple[float, float], roughness: float
) -> None:
    ground_range = part * radar_horizon(mast, target, 4 / 3)
    assume(ground_range > 500.0)
    there, share = propagation_factor(mast, target, ground_range, 4 / 3, wave, *ground, roughness, False, 1.0)
    back, _ = propagation_factor(target, mast, ground_range, 4 / 3, wave, *ground, roughness, False, 1.0)
    assert math.isclose(there, back, rel_tol=1e-3, abs_tol=1e-3)
    assert 0.0 <= there <= 2.0 + 1e-9
    assert (share == 0.0) == (part >= 1.0) or abs(part - 1.0) < 1e-3


@settings(max_examples=80)
@given(mast=masts, target=targets, part=st.floats(1.0, 3.0), more=st.floats(0.001, 1.0), wave=waves)
def test_loss_grows_beyond_the_horizon(
    mast: float, target: float, part: float, more: float, wave: float
) -> None:
    horizon = radar_horizon(mast, target, 4 / 3)
    radius = effective_radius(4 / 3)
    near, far = (
        first_term_loss_db(mast, target, place * horizon, radius, wave, 1e-3) for place in (part, part + more)
    )
    assert far > near


@settings(max_examples=80)
@given(mast=masts, target=targets, part=st.floats(0.1, 2.0), wave=waves, raised=st.floats(1.0, 500.0))
def test_higher_is_never_worse(mast: float, target: float, part: float, wave: float, raised: float) -> None:
    ground_range = part * radar_horizon(mast, target, 4 / 3)
    low = spherical_loss_db(mast, target, ground_range, 4 / 3, wave, 1e-3)
    high = spherical_loss_db(mast, target + raised, ground_range, 4 / 3, wave, 1e-3)
    assert high <= low + 0.02  # the fits of height gain meet within 0.017 dB
    assert math.isclose(
        low, spherical_loss_db(target, mast, ground_range, 4 / 3, wave, 1e-3), rel_tol=1e-9, abs_tol=1e-9
    )


@settings(max_examples=60)
@given(
    ground=grounds, grazing=st.floats(0.0, math.pi / 2), vertical=st.booleans(), roughness=rough, wave=waves
)
def test_no_surface_gives_more_than_it_gets(
    ground: tuple[float, float], grazing: float, vertical: bool, roughness: float, wave: float
) -> None:
    assert math.hypot(*reflection_coefficient(*ground, grazing, vertical)) <= 1.0 + 1e-12
    kept = roughness_factor(roughness, grazing, wave)
    assert 0.0 <= kept <= 1.0 + 1e-6
    assert roughness_factor(roughness + 0.5, grazing, wave) <= kept + 1e-6


@settings(max_examples=40)
@given(
    mast=masts, target=targets, ground_range=st.floats(1e3, 1e5), wave=waves, parameter=st.floats(-3.0, 30.0)
)
def test_simple_forms(mast: float, target: float, ground_range: float, wave: float, parameter: float) -> None:
    assert 0.0 <= flat_factor(mast, target, ground_range, wave) <= 2.0
    assert knife_edge_loss_db(parameter + 0.1) >= knife_edge_loss_db(parameter) >= 0.0
