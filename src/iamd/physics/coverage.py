"""What a radar covers: for every cell of a map, whether a target there is seen, and if not what limits the radar.

A map is given by where each cell lies as seen from the radar (east and north along the geodesic, metres) and by the
height of a reference surface there (ground or sea level, above the ellipsoid). The looks themselves are those of
``sensing``, so that a map and a simulation see the same radar. The caller allocates every array.
"""

from __future__ import annotations

import math
from typing import Any

from iamd.physics._jit import inner, kernel
from iamd.physics.propagation import EARTH_RADIUS, masked_below, slant_elevation, slant_height, visible
from iamd.physics.sensing import echo_ratio, scan_factor

#: What binds at a cell, in the order of the gates that a look passes: of several radars, and of several rounds, the one
#: that comes furthest counts, so a map of a network is the largest of the codes of its members.
OUTSIDE, SECTOR, HORIZON, TERRAIN, ELEVATION, ENERGY, KINEMATICS, COVERED = 0, 1, 2, 3, 4, 5, 6, 7
#: Columns of a jammer: unit vector toward it (east, north, up), its noise over that of the receiver in the main lobe
#: and in the side lobes.
JAMMER_COLUMNS = 5

_NEVER = 1e30  # a gain that no antenna has
_LOUD = 1e9  # noise beside which that of the receiver does not count
_CLOSEST = 1.0  # m
_SWEEP_ERROR = 1.0  # m; of a sweep over flat ground, so that none of it counts as terrain
_HALVINGS = 40
_FULL_TURN = 2.0 * math.pi


@kernel
def slant_range(ground: float, low: float, high: float) -> float:
    """Straight distance between two points over a sphere, from their distance along it.

    Parameters
    ----------
    ground : float
        Along the surface [m], 0 or more.
    low, high : float
        Heights of the points [m].

    Returns
    -------
    float
        [m]. Exact on the sphere: chord of the arc, widened by both heights, and their difference.

    Source: law of cosines, written with the half angle; the inverse of the engine's ground range.
    """
    chord = 2.0 * EARTH_RADIUS * math.sin(0.5 * ground / EARTH_RADIUS)
    rise = high - low
    wide = (1.0 + low / EARTH_RADIUS) * (1.0 + high / EARTH_RADIUS)
    return math.sqrt(rise * rise + chord * chord * wide)


@inner
def cell_value(raster: Any, row: int, column: int) -> float:
    """A cell as a double, compiled or not; `float` alone leaves a float32 as it is in compiled code."""
    return 1.0 * float(raster[row, column])


@inner
def turned_away(facing: float, half_sector: float, east: float, north: float) -> bool:
    """Whether a direction lies outside the radar's azimuth sector."""
    if half_sector >= math.pi:
        return False
    turn = math.atan2(east, north) - facing
    return abs(turn - _FULL_TURN * math.floor(turn / _FULL_TURN + 0.5)) > half_sector


@inner
def jam_noise(
    radar: Any, jammers: Any, screen: float, east: float, north: float, ground: float, slant: float, height: float
) -> float:  # fmt: skip
    """Noise of jammers over that of the receiver with the beam on a target, as in the engine.

    A jammer within half a beamwidth counts with the main lobe. ``screen`` is that of a jammer that the target carries,
    times the square of range [m2].
    """
    noise = screen / (slant * slant)
    if jammers.shape[0] == 0:
        return noise
    up = math.sin(slant_elevation(radar.height_m, height, slant, 1.0))
    level = math.sqrt(1.0 - up * up) / max(ground, _CLOSEST)
    edge = math.cos(0.5 * min(radar.azimuth_beam, radar.elevation_beam))
    for j in range(jammers.shape[0]):
        cosine = level * (east * jammers[j, 0] + north * jammers[j, 1]) + up * jammers[j, 2]
        noise += jammers[j, 3] if cosine >= edge else jammers[j, 4]
    return noise


@inner
def gain_needed(
    radar: Any, rcs: float, wanted: float, slant: float, ground: float, height: float, azimuth: float, k: float
) -> float:  # fmt: skip
    """Gain over that toward ``azimuth`` at which a look reaches the wanted ratio without jamming; 1 or less if it does.

    With a gain g and jamming J the ratio is g S / (1 + J + g C); two looks with different noise give S, and g >= need
    (1 + J) is the condition for any J.
    """
    elevation = slant_elevation(radar.height_m, height, slant, k)
    quiet = echo_ratio(radar, rcs, slant, ground, height, azimuth, elevation, k, 0.0)
    if quiet <= 0.0:
        return _NEVER
    drowned = echo_ratio(radar, rcs, slant, ground, height, azimuth, elevation, k, _LOUD)
    if drowned <= 0.0:
        return _NEVER
    signal = _LOUD / (1.0 / drowned - 1.0 / quiet)
    left = signal * (1.0 - wanted / quiet) + wanted
    return wanted / left if left > wanted / _NEVER else _NEVER


@kernel
def gain_profile(
    radars: Any, row: int, rcs: float, wanted: float, height: float, k: float, step: float, out: Any
) -> None:
    """The gain that a look needs by ground range, for targets at one height: what makes maps of a smooth earth quick.

    Parameters
    ----------
    radars : record array
        With the fields of `sensing.RADAR_FIELDS`.
    row : int
        Of the radar.
    rcs, wanted : float
        Cross-section [m2]; signal-to-noise ratio of one look that counts as seen, a power ratio.
    height : float
        Of the target above the ellipsoid [m].
    k : float
        Effective-earth factor.
    step : float
        Ground range between nodes [m].
    out : array of float, shape (nodes,)
        Gets the least gain over that toward the middle of the sector; 1 or less where a look there detects.

    Source: definition of this project, `docs/methods/coverage.md`; the look is `sensing.echo_ratio`.
    """
    radar = radars[row]
    for n in range(out.shape[0]):
        ground = step * float(n)
        slant = max(slant_range(ground, radar.height_m, height), _CLOSEST)
        out[n] = min(gain_needed(radar, rcs, wanted, slant, ground, height, radar.facing, k), _NEVER)


@inner
def strong_enough(
    radar: Any, rcs: float, wanted: float, slant: float, ground: float, height: float, east: float, north: float,
    elevation: float, k: float, jam: float, profile: Any, step: float,
) -> bool:  # fmt: skip
    """Whether a look reaches the wanted ratio: from the profile if there is one, else by the look itself."""
    azimuth = radar.facing
    if radar.scan_exponent > 0.0:
        azimuth = math.atan2(east, north)
    nodes = profile.shape[0]
    if nodes < 2:
        return echo_ratio(radar, rcs, slant, ground, height, azimuth, elevation, k, jam) >= wanted
    place = min(ground / step, float(nodes - 1))
    i = min(int(place), nodes - 2)
    share = place - float(i)
    need = (profile[i] + share * (profile[i + 1] - profile[i])) * (1.0 + jam)
    if radar.scan_exponent <= 0.0:
        return need <= 1.0
    ahead = scan_factor(radar, radar.facing, elevation)
    return ahead > 0.0 and scan_factor(radar, azimuth, elevation) >= need * ahead


@inner
def look_code(
    radar: Any, east: float, north: float, height: float, lowest: float, smooth: float, hills: bool, reach: float,
    rcs: float, wanted: float, k: float, jammers: Any, screen: float, profile: Any, step: float,
) -> int:  # fmt: skip
    """What binds at one cell: the first gate that a look there does not pass, in the order of the engine."""
    ground = math.sqrt(east * east + north * north)
    slant = max(slant_range(ground, radar.height_m, height), _CLOSEST)
    if ground > reach or slant > radar.instrumented_m:
        return OUTSIDE
    if turned_away(radar.facing, radar.half_sector, east, north):
        return SECTOR
    level = radar.ground_m
    if radar.duct_top_m > 0.0 and not hills and height - level < radar.duct_top_m:
        pass  # the duct goes on beyond the horizon; how far is a matter of energy
    elif not hills:
        if not visible(max(radar.height_m - level, 0.0), max(height - level, 0.0), ground, k):
            return HORIZON
    elif height < lowest:
        return TERRAIN if height >= smooth + _SWEEP_ERROR else HORIZON
    elevation = slant_elevation(radar.height_m, height, slant, k)
    if elevation > radar.elevation_max or elevation < radar.elevation_min:
        return ELEVATION
    jam = jam_noise(radar, jammers, screen, east, north, ground, slant, height)
    seen = strong_enough(
        radar, rcs, wanted, slant, ground, height, east, north, elevation, k, jam, profile, step
    )
    return COVERED if seen else ENERGY


@kernel
def detection_codes(
    radars: Any, row: int, east: Any, north: Any, base: Any, altitude: float, lowest: Any, smooth: Any, hills: bool,
    reach: float, rcs: float, wanted: float, k: float, jammers: Any, screen: float, profile: Any, step: float, out: Any,
) -> None:  # fmt: skip
    """What binds at every cell for targets at one altitude.

    Parameters
    ----------
    radars, row
        As in `gain_profile`.
    east, north : array of float, shape (rows, columns)
        Where each cell lies from the radar, along the geodesic and its azimuth there [m].
    base : array of float, shape (rows, columns)
        Surface that the altitude counts from, above the ellipsoid [m].
    altitude : float
        Of the targets above it [m].
    lowest, smooth : array of float, shape (rows, columns)
        Lowest visible height above the ellipsoid, over the hills and over a smooth earth at the height of the site [m];
        read only with hills. What both hide counts as horizon.
    hills : bool
        False: smooth earth, the horizon of the k-factor.
    reach : float
        Cells farther than this along the ground are outside [m].
    rcs, wanted, k
        As in `gain_profile`; an infinite ``wanted`` is never reached.
    jammers : array of float, shape (jammers, JAMMER_COLUMNS)
        That the radar hears.
    screen : float
        Noise of a jammer that the target carries over that of the receiver, times range squared [m2]; 0 if none.
    profile : array of float
        Of `gain_profile` for this height and radar, or of length 0: then each cell is one look.
    step : float
        Of the profile [m].
    out : array of uint8, shape (rows, columns)
        Gets `OUTSIDE` (beyond reach or displayed range), `SECTOR` (azimuth), `HORIZON`, `TERRAIN`,
        `ELEVATION` (above or below the beam), `ENERGY` or `COVERED`.

    Source: definition of this project, `docs/methods/coverage.md`.
    """
    radar = radars[row]
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = look_code(
                radar, cell_value(east, r, c), cell_value(north, r, c), cell_value(base, r, c) + altitude,
                cell_value(lowest, r, c), cell_value(smooth, r, c), hills, reach, rcs, wanted, k, jammers, screen,
                profile, step,
            )  # fmt: skip


@kernel
def engagement_codes(
    launcher: float, east: Any, north: Any, base: Any, altitude: float, envelopes: Any, codes: Any
) -> None:
    """Cells that are seen, but that no round of the unit can reach, become `KINEMATICS`.

    Parameters
    ----------
    launcher : float
        Height of the launchers above the ellipsoid [m].
    east, north, base, altitude
        As in `detection_codes`, from the launchers.
    envelopes : array of float, shape (rounds, 4)
        Least and greatest slant range, least and greatest altitude above the ellipsoid [m].
    codes : array of uint8, shape (rows, columns)
        From `detection_codes`; changed.

    Source: definition of this project, `docs/methods/coverage.md`; the envelope is the published one, as in the engine.
    """
    for r in range(codes.shape[0]):
        for c in range(codes.shape[1]):
            if codes[r, c] != COVERED:
                continue
            x = cell_value(east, r, c)
            y = cell_value(north, r, c)
            height = cell_value(base, r, c) + altitude
            slant = slant_range(math.sqrt(x * x + y * y), launcher, height)
            reached = False
            for n in range(envelopes.shape[0]):
                if (
                    envelopes[n, 0] <= slant <= envelopes[n, 1]
                    and envelopes[n, 2] <= height <= envelopes[n, 3]
                ):
                    reached = True
            if not reached:
                codes[r, c] = KINEMATICS


@kernel
def smooth_floor(radars: Any, row: int, east: Any, north: Any, k: float, out: Any) -> None:
    """Lowest visible height above the ellipsoid of every cell over a smooth earth at the height of the site [m].

    Parameters
    ----------
    radars, row, east, north, k
        As in `detection_codes`.
    out : array of float, shape (rows, columns)
        Gets the height; that of the site within the horizon of the antenna.

    Source: `propagation.masked_below`.
    """
    radar = radars[row]
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            x = cell_value(east, r, c)
            y = cell_value(north, r, c)
            above = masked_below(max(radar.height_m - radar.ground_m, 0.0), math.sqrt(x * x + y * y), k)
            out[r, c] = radar.ground_m + above


@kernel
def lowest_of_all(radars: Any, row: int, east: Any, north: Any, reach: float, floor: Any, out: Any) -> None:
    """Lower ``out`` to the radar's floor in the cells within its reach, displayed range and azimuth sector.

    Parameters
    ----------
    radars, row, east, north, reach
        As in `detection_codes`.
    floor : array of float, shape (rows, columns)
        Lowest visible height of this radar [m].
    out : array of float, shape (rows, columns)
        Lowest visible height of the radars so far, infinite at first; changed.

    Source: definition of this project, `docs/methods/coverage.md`.
    """
    radar = radars[row]
    farthest = min(reach, radar.instrumented_m)
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            x = cell_value(east, r, c)
            y = cell_value(north, r, c)
            if x * x + y * y > farthest * farthest or turned_away(radar.facing, radar.half_sector, x, y):
                continue
            out[r, c] = min(cell_value(out, r, c), cell_value(floor, r, c))


@inner
def ray_ratio(
    radar: Any, rcs: float, azimuth: float, elevation: float, slant: float, k: float, jammers: Any, screen: float
) -> float:  # fmt: skip
    """Ratio of one look at a place on a ray; nothing below the surface."""
    height = slant_height(radar.height_m, slant, elevation, k)
    if height < 0.0:
        return 0.0
    # Ground range on the effective earth, where the ray is straight.
    centre = k * EARTH_RADIUS
    across = slant * math.cos(elevation) / (centre + height)
    ground = centre * math.asin(min(1.0, across))
    east, north = ground * math.sin(azimuth), ground * math.cos(azimuth)
    jam = jam_noise(radar, jammers, screen, east, north, ground, slant, height)
    return echo_ratio(radar, rcs, slant, ground, height, azimuth, elevation, k, jam)


@kernel
def vertical_contour(
    radars: Any, row: int, azimuth: float, rcs: float, wanted: float, k: float, step: float, elevations: Any,
    jammers: Any, screen: float, out: Any,
) -> None:  # fmt: skip
    """Farthest slant range at which a look detects, by elevation: the vertical coverage diagram.

    Parameters
    ----------
    radars, row, rcs, wanted, k
        As in `gain_profile`.
    azimuth : float
        Of the section [rad].
    step : float
        Of the search from the displayed range inwards [m]; the edge is then found to a millionth of it.
    elevations : array of float
        Apparent, at the antenna [rad].
    jammers, screen
        As in `detection_codes`.
    out : array of float, shape of ``elevations``
        Gets the slant range [m]; 0 if nothing is detected in this direction.

    Source: L. V. Blake, *Radar Range-Performance Analysis* (1980): the lobe chart, range against height for one
    probability of detection.
    """
    radar = radars[row]
    for n in range(elevations.shape[0]):
        slant = radar.instrumented_m
        seen = ray_ratio(radar, rcs, azimuth, elevations[n], slant, k, jammers, screen) >= wanted
        beyond = slant
        while not seen and slant > step:
            beyond = slant
            slant -= step
            seen = ray_ratio(radar, rcs, azimuth, elevations[n], slant, k, jammers, screen) >= wanted
        out[n] = 0.0
        if seen:
            for _ in range(_HALVINGS):
                middle = 0.5 * (slant + beyond)
                if ray_ratio(radar, rcs, azimuth, elevations[n], middle, k, jammers, screen) >= wanted:
                    slant = middle
                else:
                    beyond = middle
            out[n] = slant
