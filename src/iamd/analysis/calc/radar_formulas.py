"""The radar equation: range, signal-to-noise ratio or power, from first parameters, a search, or a published range."""

from __future__ import annotations

from iamd.analysis.calc import radar
from iamd.analysis.calc.claims import EXPLAIN
from iamd.analysis.calc.formula import Form, Formula, Input, Output

POWER = Input("power", "power", "peak power of the transmitter", low=0.0, above=True, high=1e12)
PULSE = Input("pulse", "time", "length of the pulse before compression", low=0.0, above=True, high=10.0)
GAIN = Input("gain-db", "decibel", "gain of the antenna (of the transmitting one)", low=-30.0, high=100.0)
GAIN_RECEIVE = Input(
    "gain-receive-db", "decibel", "gain of the receiving antenna, if it is another one", None, -30.0, 100.0
)
FREQUENCY = Input("frequency", "frequency", "carrier frequency", low=1e5, high=1e12)
AVERAGE = Input("average-power", "power", "average power over the dwell", low=0.0, above=True, high=1e12)
DWELL = Input("dwell", "time", "time on the target in one look", low=0.0, above=True, high=1e5)
APERTURE = Input(
    "aperture", "area", "effective aperture: area times efficiency", low=0.0, above=True, high=1e8
)
PRODUCT = Input(
    "power-aperture",
    "power-aperture",
    "average power times effective aperture",
    low=0.0,
    above=True,
    high=1e15,
)
SEARCH_TIME = Input("search-time", "time", "time to search the volume once", low=0.0, above=True, high=1e6)
WIDTH = Input("azimuth-width", "angle", "width of the sector in azimuth", low=0.0, above=True, high=360.0)
ELEVATION_FROM = Input("elevation-from", "angle", "lowest elevation of the sector", 0.0, -90.0, 90.0)
ELEVATION_TO = Input("elevation-to", "angle", "highest elevation of the sector", low=-90.0, high=90.0)
RCS = Input("rcs", "area", "radar cross-section of the target (m2 or dBsm)", low=0.0, above=True, high=1e8)
SNR = Input("snr-db", "decibel", "signal-to-noise ratio that is needed", low=-100.0, high=140.0)
RANGE = Input("range", "length", "range of the target", low=0.0, above=True, high=1e12, argument="reach")
TEMPERATURE = Input(
    "temperature", "temperature", "noise temperature of the whole system", 290.0, 0.0, 1e6, above=True
)
LOSS = Input("loss-db", "decibel", "all losses together", 0.0, 0.0, 100.0)
PULSES = Input("pulses", "count", "pulses added in phase", 1, 1, 10_000_000)
RANGE_ANCHOR = Input("range-anchor", "length", "published range", low=0.0, above=True, high=1e12)
RCS_ANCHOR = Input(
    "rcs-anchor",
    "area",
    "cross-section for which it was published (m2 or dBsm)",
    low=0.0,
    above=True,
    high=1e8,
)
SNR_ANCHOR = Input(
    "snr-db-anchor", "decibel", "signal-to-noise ratio at the published range, if known", None, -100.0, 140.0
)

PULSE_INPUTS = (POWER, PULSE, GAIN, GAIN_RECEIVE, FREQUENCY)
DWELL_INPUTS = (AVERAGE, DWELL, GAIN, APERTURE)
SEARCH_INPUTS = (PRODUCT, SEARCH_TIME, WIDTH, ELEVATION_FROM, ELEVATION_TO)
COMMON = (TEMPERATURE, LOSS)

BLAKE = (
    "L. V. Blake, A Guide to Basic Pulse-Radar Maximum-Range Calculation, NRL report 6930 (1969), section 2; "
    "M. I. Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapter 2"
)
LEWIS_POSTOL = (
    "M. I. Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapter 2; used so by G. N. Lewis and T. A. Postol, "
    "Radar range calculations for the AN/TPY-2 X-band and proposed GBX radars (mostlymissiledefense.com, 2012)"
)
SEARCHED = "D. K. Barton, Radar Equations for Modern Radar (2013), chapter on the search radar equation"
ANCHORED = "M. I. Skolnik, Introduction to Radar Systems, 3rd ed. (2001), section 1.2"
FREE_SPACE = (
    "Free space: no horizon, no reflection from the ground, no loss in air or rain but what the losses hold. "
    "See horizon and propagation."
)
PULSE_EQUATION = "S/N = P τ n G_t G_r λ² σ / ((4π)³ k T L R⁴), λ = c/f"
DWELL_EQUATION = "S/N = P_avg t G A_e σ / ((4π)² k T L R⁴)"
SEARCH_EQUATION = "S/N = P_avg A t σ / (4π k T L R⁴ Ω), Ω = azimuth width × (sin el₂ − sin el₁)"
ANCHOR_EQUATION = "R = R₀ (σ/σ₀ × S₀/S)^(1/4)"
RANGE_OUT = (Output("range_m", "range"),)
SECTOR_OUT = Output("solid_angle_sr", "solid angle searched")
SNR_OUT = (Output("snr_db", "signal-to-noise ratio"),)
BOTH_RANGES = (
    Input("range-transmit", "length", "transmitter to target", low=0.0, above=True, high=1e12),
    Input("range-receive", "length", "target to receiver", low=0.0, above=True, high=1e12),
)

FORMULAS = (
    Formula(
        "radar-range",
        "Range of a radar; and how many decibels separate rival claims",
        (
            EXPLAIN,
            Form(
                (*PULSE_INPUTS, RCS, SNR, *COMMON, PULSES),
                RANGE_OUT,
                radar.range_pulse,
                "R⁴ = P τ n G_t G_r λ² σ / ((4π)³ k T L S/N), λ = c/f",
                BLAKE,
                FREE_SPACE,
                "from peak power and pulse",
            ),
            Form(
                (*DWELL_INPUTS, RCS, SNR, *COMMON),
                RANGE_OUT,
                radar.range_dwell,
                "R⁴ = P_avg t G A_e σ / ((4π)² k T L S/N)",
                LEWIS_POSTOL,
                "All the energy of the dwell is added in phase. " + FREE_SPACE,
                "from average power and dwell",
            ),
            Form(
                (*SEARCH_INPUTS, RCS, SNR, *COMMON),
                (*RANGE_OUT, SECTOR_OUT),
                radar.range_search,
                "R⁴ = P_avg A t σ / (4π k T L Ω S/N), Ω = azimuth width × (sin el₂ − sin el₁)",
                SEARCHED,
                "The beam fills the volume evenly; the frequency does not matter. " + FREE_SPACE,
                "searching a sector",
            ),
            Form(
                (
                    RANGE_ANCHOR,
                    RCS_ANCHOR,
                    RCS,
                    SNR_ANCHOR,
                    Input("snr-db", "decibel", "signal-to-noise ratio that is needed", None, -100.0, 140.0),
                ),
                (*RANGE_OUT, Output("change_db", "signal against the published case")),
                radar.range_anchored,
                ANCHOR_EQUATION,
                ANCHORED,
                "The same radar, dwell and losses at both ranges. " + FREE_SPACE,
                "from a published range",
            ),
        ),
        "iamd calc radar-range --range-anchor 390km --rcs-anchor 4 --rcs 0.1",
        ("RAD-RNG", "RAD-MAH1", "studies: S3", "claims: 40 log10"),
    ),
    Formula(
        "radar-snr",
        "Signal-to-noise ratio of a target at a range",
        (
            Form(
                (*PULSE_INPUTS, RCS, RANGE, *COMMON, PULSES),
                SNR_OUT,
                radar.snr_pulse,
                PULSE_EQUATION,
                BLAKE,
                FREE_SPACE,
                "from peak power and pulse",
            ),
            Form(
                (*PULSE_INPUTS, RCS, *BOTH_RANGES, *COMMON, PULSES),
                SNR_OUT,
                radar.snr_bistatic,
                "S/N = P τ n G_t G_r λ² σ / ((4π)³ k T L R_t² R_r²), λ = c/f",
                BLAKE,
                FREE_SPACE,
                "transmitter and receiver apart",
            ),
            Form(
                (*DWELL_INPUTS, RCS, RANGE, *COMMON),
                SNR_OUT,
                radar.snr_dwell,
                DWELL_EQUATION,
                LEWIS_POSTOL,
                "All the energy of the dwell is added in phase. " + FREE_SPACE,
                "from average power and dwell",
            ),
            Form(
                (*SEARCH_INPUTS, RCS, RANGE, *COMMON),
                (*SNR_OUT, SECTOR_OUT),
                radar.snr_search,
                SEARCH_EQUATION,
                SEARCHED,
                "The beam fills the volume evenly; the frequency does not matter. " + FREE_SPACE,
                "searching a sector",
            ),
            Form(
                (
                    RANGE_ANCHOR,
                    RCS_ANCHOR,
                    Input("snr-db-anchor", "decibel", "signal-to-noise ratio there", low=-100.0, high=140.0),
                    RCS,
                    RANGE,
                ),
                SNR_OUT,
                radar.snr_anchored,
                "S = S₀ (σ/σ₀) (R₀/R)⁴",
                ANCHORED,
                "The same radar, dwell and losses at both ranges. " + FREE_SPACE,
                "from a published range",
            ),
        ),
        "iamd calc radar-snr --range-anchor 390km --rcs-anchor 4 --snr-db-anchor 13 --rcs 0.1 --range 100km",
        ("RAD-SNR", "RAD-SRCH1"),
    ),
    Formula(
        "radar-power",
        "Power that a range needs",
        (
            Form(
                (PULSE, GAIN, GAIN_RECEIVE, FREQUENCY, RCS, SNR, RANGE, *COMMON, PULSES),
                (Output("power_w", "peak power"),),
                radar.power_pulse,
                "P = (4π)³ k T L R⁴ S/N / (τ n G_t G_r λ² σ), λ = c/f",
                BLAKE,
                FREE_SPACE,
                "peak power",
            ),
            Form(
                (DWELL, GAIN, APERTURE, RCS, SNR, RANGE, *COMMON),
                (Output("average_power_w", "average power"),),
                radar.power_dwell,
                "P_avg = (4π)² k T L R⁴ S/N / (t G A_e σ)",
                LEWIS_POSTOL,
                "All the energy of the dwell is added in phase. " + FREE_SPACE,
                "average power",
            ),
        ),
        "iamd calc radar-power --frequency 1GHz --range 50km --pulse 1e-6 --gain-db 20 --rcs 1 --snr-db 6",
        ("RAD-POW1",),
    ),
)
