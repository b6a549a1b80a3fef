"""One radar look: everything between the antenna and the echo, in the order in which a radar engineer would write it.

The same kernels serve the simulation loop, coverage maps and vertical coverage charts. A radar is one record (any
record array with the fields of :data:`RADAR_FIELDS`), so that all three see the same machine.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from iamd.physics._jit import inner, kernel
from iamd.physics.attenuation import gas_loss_db
from iamd.physics.detection import swerling0_detection, swerling1_detection, swerling3_detection
from iamd.physics.diffraction import spherical_loss_db
from iamd.physics.ducting import duct_factor, with_duct
from iamd.physics.multipath import propagation_factor, reflection
from iamd.physics.precipitation import rain_loss_db
from iamd.physics.propagation import effective_radius, slant_elevation

#: Nodes of the table of path losses along slant range and along height, spaced evenly in the square root of each.
PATH_RANGES = 24
PATH_HEIGHTS = 16
#: Top of the table [m]; on the way above it nothing is lost any more.
PATH_TOP = 30_000.0
#: Nodes of surface clutter, evenly spaced from the antenna to its horizon.
CLUTTER_NODES = 24
#: Table of the modes of an evaporation duct: how many, heights, and its top [m]; higher up they carry nothing.
DUCT_MODES = 2
DUCT_HEIGHTS = 101
DUCT_TOP = 200.0
_GAUSS_TWO_WAY = 8.0 * math.log(2.0)  # of a Gaussian beam: two-way loss exp(-8 ln2 (x / beamwidth)^2)
_GAUSS_VOLTAGE = 2.0 * math.log(2.0)  # the same for the voltage on one way
TWO_WAY_NEPER = 0.2 * math.log(10.0)  # of a one-way loss in decibels: natural logarithm of the two-way power
_ADMITTANCE = 1e-3  # of the surface; from 0.3 GHz up anything to 1e-2 gives the same (ITU-R P.526)
_CLEAR_OF_GROUND = 0.02  # rad; a ray that climbs faster clears the Fresnel zone of any mast and band
_SMALLEST_RANGE = 1.0  # m
_QUARTER = 0.5 * math.pi
_FAINT = 1e-4  # a signal-to-noise ratio that no factor on the way can lift to a detection


class RadarField(NamedTuple):
    """One field of a radar's record."""

    name: str
    unit: str
    meaning: str
    shape: tuple[int, ...] = ()


RADAR_FIELDS: tuple[RadarField, ...] = (
    RadarField("height_m", "m", "antenna above the ellipsoid"),
    RadarField("ground_m", "m", "ground at the site above the ellipsoid"),
    RadarField("facing", "rad", "azimuth of the middle of the sector"),
    RadarField("half_sector", "rad", "half the width of the sector; pi or more is all round"),
    RadarField("elevation_min", "rad", "lowest apparent elevation"),
    RadarField("elevation_max", "rad", "highest apparent elevation"),
    RadarField("strength", "m2", "anchor: signal-to-noise ratio times range^4 over cross-section, in clear air"),
    RadarField("false_alarm", "", "false-alarm probability of one look"),
    RadarField("instrumented_m", "m", "longest range displayed"),
    RadarField("radial_speed_min", "m/s", "slowest radial speed that passes the filter"),
    RadarField("wavelength_m", "m", "wavelength"),
    RadarField("azimuth_beam", "rad", "half-power width of the beam in azimuth"),
    RadarField("elevation_beam", "rad", "half-power width of the beam in elevation"),
    RadarField("boresight", "rad", "elevation of the normal of a fixed array"),
    RadarField("scan_exponent", "", "two-way loss off the normal: cosine to this power; 0 for turning antennas"),
    RadarField("path_loss", "Np", "two-way loss in air and rain, by slant range and height",
               (PATH_RANGES * PATH_HEIGHTS,)),
    RadarField("path_reach_m", "m", "slant range of the last node of path_loss"),
    RadarField("anchor_loss", "Np", "two-way loss in clear air on the way of the anchor"),
    RadarField("clutter", "m2", "echo of the surface that the filter leaves, by ground range", (CLUTTER_NODES,)),
    RadarField("clutter_reach_m", "m", "ground range of the last node of clutter; 0 if there is none"),
    RadarField("rain_echo", "", "echo of rain that the filter leaves, over the square of range"),
    RadarField("rain_top_m", "m", "rain falls below this height"),
    RadarField("jam_gain", "m2 Hz/W", "noise from a jammer over that of the receiver: times density over range^2"),
    RadarField("sidelobe", "", "gain of the side lobes over that of the main lobe"),
    RadarField("diffraction", "", "1 if the loss near the horizon is counted"),
    RadarField("lobing", "", "1 if reflection by the ground is counted"),
    RadarField("roughness_m", "m", "root mean square height of the reflecting surface"),
    RadarField("permittivity", "", "relative permittivity of the surface, real part"),
    RadarField("loss_permittivity", "", "the same, imaginary part"),
    RadarField("vertical", "", "1 for vertical polarisation"),
    RadarField("duct_top_m", "m", "top of the table of duct modes; 0 if there is no evaporation duct"),
    RadarField("duct_gains", "", "height gains of the modes that the duct carries", (DUCT_MODES, DUCT_HEIGHTS)),
    RadarField("duct_decays", "1/m", "their decay with range", (DUCT_MODES,)),
    RadarField("floor_step_m", "m", "ground range between two columns of the terrain floor; 0 on a smooth earth"),
)  # fmt: skip


@inner
def path_loss(
    table: Any, reach: float, antenna: float, slant: float, height: float, elevation: float, k: float
) -> float:
    """Two-way loss in air and rain from the table of :func:`fill_path_loss`.

    Parameters
    ----------
    table : array, shape (PATH_RANGES * PATH_HEIGHTS,)
        Two-way loss [Np] by slant range and height.
    reach : float
        Slant range of the last node [m].
    antenna, height : float
        Of the antenna and of the target [m].
    slant, elevation : float
        Straight distance [m], and apparent elevation of the target [rad].
    k : float
        Effective-earth factor.

    Returns
    -------
    float
        [Np], bilinear between nodes. Above :data:`PATH_TOP` nothing is lost: the ray counts up to that height only.

    Source: as :func:`fill_path_loss`; the ray is straight over the effective earth.
    """
    if height > PATH_TOP and antenna < PATH_TOP:
        centre = effective_radius(k) + antenna
        edge = effective_radius(k) + PATH_TOP
        along = centre * math.sin(elevation)
        slant = min(slant, math.sqrt(max(along * along + edge * edge - centre * centre, 0.0)) - along)
        height = PATH_TOP
    place = math.sqrt(min(max(slant, 0.0) / reach, 1.0)) * (PATH_RANGES - 1)
    up = math.sqrt(max(min(height, PATH_TOP), 0.0) / PATH_TOP) * (PATH_HEIGHTS - 1)
    i = min(int(place), PATH_RANGES - 2)
    j = min(int(up), PATH_HEIGHTS - 2)
    a = place - i
    b = up - j
    first = i * PATH_HEIGHTS + j
    second = first + PATH_HEIGHTS
    near = table[first] + b * (table[first + 1] - table[first])
    far = table[second] + b * (table[second + 1] - table[second])
    return near + a * (far - near)


@inner
def path_factor(radar: Any, slant: float, height: float, elevation: float, k: float) -> float:
    """Two-way loss in air and rain over that of the anchor, a power ratio (above 1 short of the anchor)."""
    loss = path_loss(radar.path_loss, radar.path_reach_m, radar.height_m, slant, height, elevation, k)
    return math.exp(radar.anchor_loss - loss)


@inner
def scan_factor(radar: Any, azimuth: float, elevation: float) -> float:
    """Two-way gain of a fixed array off its normal, over that on it.

    Cosine of the angle from the normal to the power ``scan_exponent`` (2 x 1.0 to 1.5). Source: R. J. Mailloux,
    *Phased Array Antenna Handbook*, 2nd ed. (2005), section 1.3: projected aperture and element pattern.
    """
    if radar.scan_exponent <= 0.0:
        return 1.0
    turn = azimuth - radar.facing
    if radar.half_sector >= math.pi:
        # All round with fixed arrays: four faces, and the nearest one looks.
        turn -= _QUARTER * math.floor(turn / _QUARTER + 0.5)
    cosine = math.sin(elevation) * math.sin(radar.boresight) + math.cos(elevation) * math.cos(
        radar.boresight
    ) * math.cos(turn)
    if cosine <= 0.05:
        return 0.0
    return math.exp(radar.scan_exponent * math.log(cosine))


@inner
def clutter_area(radar: Any, slant: float, ground: float, height: float, elevation: float, k: float) -> float:
    """Cross-section of clutter that competes with a target [m2], after the filter.

    Surface clutter where the beam that is laid on the target still lights the ground (Gaussian beam, two-way), rain
    where the target flies in it.
    """
    area = 0.0
    if ground < radar.clutter_reach_m:
        place = ground / radar.clutter_reach_m * (CLUTTER_NODES - 1)
        i = min(int(place), CLUTTER_NODES - 2)
        share = place - i
        table = radar.clutter
        # The surface at the same range lies this far below the target in elevation.
        below = (radar.height_m - radar.ground_m) / max(
            ground, _SMALLEST_RANGE
        ) + 0.5 * ground / effective_radius(k)
        off = (elevation + below) / radar.elevation_beam
        area = (table[i] + share * (table[i + 1] - table[i])) * math.exp(-_GAUSS_TWO_WAY * off * off)
    if radar.rain_echo > 0.0 and height < radar.rain_top_m:
        area += radar.rain_echo * slant * slant
    return area


@kernel
def echo_ratio(
    radar: Any, rcs: float, slant: float, ground: float, height: float, azimuth: float, elevation: float, k: float,
    jam: float,
) -> float:  # fmt: skip
    """Signal to noise, clutter and jamming of one look.

    Parameters
    ----------
    radar : record
        With the fields of :data:`RADAR_FIELDS`.
    rcs : float
        Cross-section seen from the radar [m2], 0 or more.
    slant, ground : float
        Straight distance, and along the surface [m].
    height : float
        Of the target above the ellipsoid [m].
    azimuth, elevation : float
        Of the target [rad]; elevation is the apparent one.
    k : float
        Effective-earth factor.
    jam : float
        Noise of jammers over that of the receiver, 0 or more.

    Returns
    -------
    float
        A power ratio; 0 where the echo alone is 40 dB below the noise.

    Source: the echo is strength sigma / R^4 times the factors of path, pattern and ground; what it competes with is
    1 + J/N + C/N: noise, jamming and the clutter that the filter leaves, taken as noise. D. K. Barton, *Radar Equations
    for Modern Radar* (2013), chapters 1 and 3.
    """
    square = max(slant, _SMALLEST_RANGE)
    square *= square
    free = radar.strength / (square * square)
    if free * rcs < _FAINT:
        return 0.0
    free *= path_factor(radar, slant, height, elevation, k) * scan_factor(radar, azimuth, elevation)
    noise = 1.0 + jam + free * clutter_area(radar, slant, ground, height, elevation, k)
    return free * rcs * ground_factor(radar, ground, height, elevation, k) / noise


@inner
def look_detection(ratio: float, false_alarm: float, swerling: int) -> float:
    """Probability of detection of one look from its signal-to-noise ratio, by Swerling case 0 to 4."""
    if ratio <= 0.0:
        return 0.0
    if swerling == 1 or swerling == 2:
        return swerling1_detection(ratio, false_alarm)
    if swerling == 0:
        return swerling0_detection(ratio, false_alarm)
    return swerling3_detection(ratio, false_alarm)


@inner
def ground_factor(radar: Any, ground: float, height: float, elevation: float, k: float) -> float:
    """Two-way power factor of the ground: lobes of reflection, and the shade of the earth near the horizon.

    Heights count from the ground at the site. Behind terrain there is no sight line at all, so with an elevation model
    the smooth earth casts no shade of its own; lobes and ducts are for a smooth earth only.
    """
    antenna = radar.height_m - radar.ground_m
    low = max(height - radar.ground_m, 0.0)
    if radar.lobing > 0.0:
        # The beam lies on the target; the reflected ray leaves it below.
        _, _, _, reflected = reflection(antenna, low, max(ground, 1.0), k)
        off = (elevation - reflected) / radar.elevation_beam
        factor, share = propagation_factor(
            antenna, low, max(ground, 1.0), k, radar.wavelength_m, radar.permittivity, radar.loss_permittivity,
            radar.roughness_m, radar.vertical > 0.0, math.exp(-_GAUSS_VOLTAGE * off * off),
        )  # fmt: skip
        if radar.duct_top_m > 0.0 and share < 1.0:
            ducted = duct_factor(
                radar.duct_gains,
                radar.duct_decays,
                radar.duct_top_m,
                antenna,
                low,
                max(ground, 1.0),
                radar.wavelength_m,
            )
            factor = with_duct(factor, share, ducted)
        return factor * factor * factor * factor
    if radar.diffraction > 0.0 and elevation < _CLEAR_OF_GROUND and radar.floor_step_m <= 0.0:
        loss = spherical_loss_db(antenna, low, max(ground, 1.0), k, radar.wavelength_m, _ADMITTANCE)
        return math.exp(-TWO_WAY_NEPER * loss)
    return 1.0


@kernel
def fill_path_loss(
    table: Any, profile: Any, top: float, rain_mm_h: float, frequency: float, rain_top: float, antenna: float,
    reach: float, k: float,
) -> None:  # fmt: skip
    """Tabulate the two-way loss in air and rain for :func:`path_factor`.

    Parameters
    ----------
    table : array, shape (PATH_RANGES * PATH_HEIGHTS,)
        Filled [Np], by slant range and height, both even in their square roots.
    profile : array, shape (n,)
        Absorption by height, from `attenuation.fill_gas_profile`; zeros for none.
    top : float
        Greatest height of the profile [m].
    rain_mm_h, frequency, rain_top : float
        Rain rate [mm/h], frequency [Hz], height of the rain [m].
    antenna : float
        Height of the antenna [m].
    reach : float
        Slant range of the last node [m].
    k : float
        Effective-earth factor.

    Source: `attenuation.gas_loss_db` (ITU-R P.676) and `precipitation.rain_loss_db` (ITU-R P.838), twice for both ways.
    """
    for i in range(PATH_RANGES):
        along = i / (PATH_RANGES - 1)
        slant = max(along * along * reach, _SMALLEST_RANGE)
        for j in range(PATH_HEIGHTS):
            up = j / (PATH_HEIGHTS - 1)
            elevation = slant_elevation(antenna, up * up * PATH_TOP, slant, k)
            loss = gas_loss_db(profile, top, antenna, elevation, slant, k)
            if rain_mm_h > 0.0:
                loss += rain_loss_db(rain_mm_h, frequency, 0.0, rain_top, reach, antenna, elevation, slant, k)
            table[i * PATH_HEIGHTS + j] = TWO_WAY_NEPER * loss
