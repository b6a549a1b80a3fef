"""Time of a radar: beams in a volume, scan and dwell, and what dedicated track beams leave for the search.

A rotating radar that tracks while it scans spends nothing extra on a track: it meets each target once a turn. An
electronically steered one gives tracks their own beams, and every one of them is time that the search does not have.
"""

from __future__ import annotations

import math

from iamd.physics._jit import kernel

_TWO_PI = 2.0 * math.pi
_SLACK = 1e-9  # of a beam: rounding must not cost the last one


@kernel
def in_sector(
    azimuth: float,
    elevation: float,
    facing: float,
    azimuth_width: float,
    lowest_elevation: float,
    highest_elevation: float,
) -> bool:
    """Whether a direction lies in a sector, borders included to rounding.

    Parameters
    ----------
    azimuth, elevation : float
        [rad].
    facing, azimuth_width : float
        Middle and full width of the sector [rad]; 2 pi or more sees all round.
    lowest_elevation, highest_elevation : float
        [rad].

    Returns
    -------
    bool
        True inside.

    Source: definition.
    """
    turn = azimuth - facing
    turn -= _TWO_PI * math.floor(turn / _TWO_PI)
    off = min(turn, _TWO_PI - turn)
    return off <= 0.5 * azimuth_width and lowest_elevation <= elevation <= highest_elevation


@kernel
def beams_in_volume(
    searched: float, azimuth_beamwidth: float, elevation_beamwidth: float, packing: float
) -> float:
    """Number of beam positions that cover a volume.

    Parameters
    ----------
    searched : float
        Solid angle [sr]; see `radar_search.solid_angle`.
    azimuth_beamwidth, elevation_beamwidth : float
        Between half-power points [rad].
    packing : float
        Spacing of neighbouring beams in beamwidths; 1 is usual, less costs time and saves beam-shape loss.

    Returns
    -------
    float
        Solid angle over that of one cell, 1 or more. Not a whole number: an average over layouts.

    Source: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001), chapter 2, on surveillance radar;
    D. K. Barton, *Radar Equations for Modern Radar* (2013), chapter on search.
    """
    return max(1.0, searched / (azimuth_beamwidth * elevation_beamwidth * packing * packing))


@kernel
def scan_time(beams: float, dwell: float) -> float:
    """Time to search a volume once with nothing else to do [s]: beams times dwell.

    Parameters
    ----------
    beams, dwell : float
        Positions, and time on each of them [s].

    Source: as `beams_in_volume`.
    """
    return beams * dwell


@kernel
def rotation_dwell(azimuth_beamwidth: float, scan_period: float) -> float:
    """Time that a rotating beam spends on a target in one turn.

    Parameters
    ----------
    azimuth_beamwidth : float
        Between half-power points [rad]; at elevation e it sweeps over a target as if 1 / cos(e) wider.
    scan_period : float
        Of one turn [s].

    Returns
    -------
    float
        Share of the turn inside the beamwidth, in seconds; times the repetition rate: pulses on the target.

    Source: Skolnik 2001 (see `beams_in_volume`), chapter 2: pulses per scan.
    """
    return azimuth_beamwidth / _TWO_PI * scan_period


@kernel
def track_share(tracks: float, dwell: float, revisit: float) -> float:
    """Share of a radar's time that dedicated track beams take.

    Parameters
    ----------
    tracks : float
        Number of tracks with beams of their own.
    dwell : float
        Of one update [s], with its switching and with second tries.
    revisit : float
        Between updates of one track [s]; above 0.

    Returns
    -------
    float
        tracks times dwell / revisit; above 1 the radar is overloaded. Shares of unlike kinds of track add up.

    Source: Barton 2013 (see `beams_in_volume`); S. Blackman and R. Popoli, *Design and Analysis of Modern Tracking
    Systems* (1999), chapter on agile-beam radar.
    """
    return tracks * dwell / revisit


@kernel
def search_time_left(scan_alone: float, share: float) -> float:
    """Time of one search of the volume while tracks take their share.

    Parameters
    ----------
    scan_alone : float
        With nothing else to do [s]; see `scan_time`.
    share : float
        Taken by tracks and other tasks, 0 or more.

    Returns
    -------
    float
        scan_alone / (1 - share) [s]; infinite from a share of 1 on: the search has stopped.

    Source: as `track_share`.
    """
    if share >= 1.0:
        return math.inf
    return scan_alone / (1.0 - share)


@kernel
def largest_track_count(dwell: float, revisit: float, reserved: float) -> int:
    """Most tracks that a radar can update in time: the number at which it saturates.

    Parameters
    ----------
    dwell, revisit : float
        As in `track_share` [s].
    reserved : float
        Share of the time kept for the search and other tasks, 0 to 1.

    Returns
    -------
    int
        Whole part of (1 - reserved) revisit / dwell. A radar also has a number of channels: the smaller one holds.

    Source: as `track_share`.
    """
    return int(max(0.0, (1.0 - reserved) * revisit / dwell + _SLACK))
