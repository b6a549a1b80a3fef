"""What noise jamming leaves of a radar's range. A jammer is an effective radiated power in a bandwidth, no more."""

from __future__ import annotations

import math

from iamd.analysis.calc.formula import Answer, Form, Formula, Input, Output, hertz, metres, number, watts

ERP = Input("erp", "power", "effective radiated power of the jammer", low=0.0, above=True, high=1e12)
JAMMER_BAND = Input(
    "jammer-bandwidth", "frequency", "band over which the jammer spreads it", low=0.0, above=True, high=1e12
)
BAND = Input("bandwidth", "frequency", "band of the radar's receiver", low=0.0, above=True, high=1e12)
POWER = Input("power", "power", "peak power of the radar", low=0.0, above=True, high=1e12)
GAIN = Input("gain-db", "decibel", "gain of the radar's antenna", low=-30.0, high=100.0)
TOWARD = Input(
    "sidelobe-gain-db", "decibel", "gain of the radar's antenna toward the jammer", low=-100.0, high=100.0
)
RCS = Input("rcs", "area", "radar cross-section of the target (m2 or dBsm)", low=0.0, above=True, high=1e8)
LOSS = Input("loss-db", "decibel", "losses of the radar that the jamming does not suffer", 0.0, 0.0, 100.0)
REQUIRED = Input("required-sj-db", "decibel", "ratio of signal to jamming that is needed", 0.0, -100.0, 100.0)
JAMMER_RANGE = Input("jammer-range", "length", "jammer to radar", low=0.0, above=True, high=1e12)
CLEAR = Input(
    "clear-range", "length", "range against the same target without jamming", low=0.0, above=True, high=1e12
)
FREQUENCY = Input("frequency", "frequency", "carrier frequency of the radar", low=1e5, high=1e12)
TEMPERATURE = Input(
    "temperature", "temperature", "noise temperature of the whole system", 290.0, 0.0, 1e6, above=True
)
SOURCE = (
    "B. R. Mahafza, Radar Systems Analysis and Design Using MATLAB, equations 1.76 to 1.80; D. K. Barton, Radar "
    "Equations for Modern Radar (2013), chapter on range with jamming"
)
VALIDITY = (
    "Noise jamming in free space. One pulse that fills the receiver's band (pulse length = 1/bandwidth); what the "
    "jamming does not share (pulse compression, integration) multiplies the radar's power. Deception and side-lobe "
    "cancelling are left out."
)


def _ratio(level_db: float) -> float:
    return float(10.0 ** (level_db / 10.0))


def self_screening(
    erp: float,
    jammer_bandwidth: float,
    power: float,
    gain_db: float,
    rcs: float,
    bandwidth: float,
    loss_db: float,
    required_sj_db: float,
) -> Answer:
    """Burn-through range against a target that carries its own jammer."""
    from iamd.physics.jamming import self_screening_crossover

    found = self_screening_crossover(
        power, _ratio(gain_db), rcs, bandwidth, _ratio(loss_db), erp, jammer_bandwidth, _ratio(required_sj_db)
    )
    inside = min(1.0, bandwidth / jammer_bandwidth)
    return Answer(
        {"range_m": found},
        (
            f"R² = {watts(power)} × {number(_ratio(gain_db))} × {number(rcs)} m² / (4π × {watts(erp)} × "
            f"{number(inside)} × {number(_ratio(loss_db))} × {number(_ratio(required_sj_db))})",
            f"R = {metres(found)}",
        ),
    )


def stand_off(
    erp: float,
    jammer_bandwidth: float,
    jammer_range: float,
    power: float,
    gain_db: float,
    sidelobe_gain_db: float,
    rcs: float,
    bandwidth: float,
    loss_db: float,
    required_sj_db: float,
) -> Answer:
    """Burn-through range while the jammer stays at a place of its own."""
    from iamd.physics.jamming import stand_off_crossover

    found = stand_off_crossover(
        power,
        _ratio(gain_db),
        _ratio(sidelobe_gain_db),
        rcs,
        bandwidth,
        _ratio(loss_db),
        erp,
        jammer_bandwidth,
        jammer_range,
        _ratio(required_sj_db),
    )
    inside = min(1.0, bandwidth / jammer_bandwidth)
    return Answer(
        {"range_m": found},
        (
            f"R⁴ = {watts(power)} × ({number(_ratio(gain_db))})² × {number(rcs)} m² × ({metres(jammer_range)})² / "
            f"(4π × {watts(erp)} × {number(inside)} × {number(_ratio(sidelobe_gain_db))} × "
            f"{number(_ratio(loss_db))} × {number(_ratio(required_sj_db))})",
            f"R = {metres(found)}",
        ),
    )


def _noise(
    erp: float,
    jammer_bandwidth: float,
    bandwidth: float,
    gain_db: float,
    frequency: float,
    temperature: float,
    at: float,
    loss_db: float,
) -> tuple[float, str]:
    """Jam-to-noise ratio with the jammer at a range, and the line that shows it."""
    from iamd.physics.jamming import jam_to_noise
    from iamd.physics.radar import LIGHT_SPEED

    wavelength = LIGHT_SPEED / frequency
    found = jam_to_noise(
        erp, jammer_bandwidth, bandwidth, _ratio(gain_db), wavelength, at, temperature, _ratio(loss_db)
    )
    line = (
        f"J/N = {watts(erp)} × {number(_ratio(gain_db))} × ({metres(wavelength)})² / ((4π × {metres(at)})² × "
        f"{number(_ratio(loss_db))}) × {number(min(1.0, bandwidth / jammer_bandwidth))} / (1.380649 × 10⁻²³ J/K × "
        f"{number(temperature)} K × {hertz(bandwidth)}) = {number(found)} = {number(10.0 * math.log10(found))} dB"
    )
    return found, line


def reduced_self(
    clear_range: float,
    erp: float,
    jammer_bandwidth: float,
    gain_db: float,
    frequency: float,
    bandwidth: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Range left against a target that carries its own jammer, from the range without jamming."""
    from iamd.physics.jamming import burn_through_range

    ratio, line = _noise(
        erp, jammer_bandwidth, bandwidth, gain_db, frequency, temperature, clear_range, loss_db
    )
    found = burn_through_range(clear_range, ratio, clear_range)
    return Answer(
        {
            "range_m": found,
            "jam_to_noise_db": 10.0 * math.log10(ratio),
            "share_of_clear_range": found / clear_range,
        },
        (
            line,
            f"R⁴ + {number(ratio)} × ({metres(clear_range)})² R² = ({metres(clear_range)})⁴: R = {metres(found)}",
        ),
        ("The jam-to-noise ratio is that with the jammer at the clear range.",),
    )


def reduced_stand_off(
    clear_range: float,
    erp: float,
    jammer_bandwidth: float,
    jammer_range: float,
    sidelobe_gain_db: float,
    frequency: float,
    bandwidth: float,
    temperature: float,
    loss_db: float,
) -> Answer:
    """Range left while a jammer stays at a place of its own, from the range without jamming."""
    from iamd.physics.jamming import stand_off_range

    ratio, line = _noise(
        erp, jammer_bandwidth, bandwidth, sidelobe_gain_db, frequency, temperature, jammer_range, loss_db
    )
    found = stand_off_range(clear_range, ratio)
    return Answer(
        {
            "range_m": found,
            "jam_to_noise_db": 10.0 * math.log10(ratio),
            "share_of_clear_range": found / clear_range,
        },
        (line, f"R = {metres(clear_range)} / (1 + {number(ratio)})^(1/4) = {metres(found)}"),
    )


RANGE_OUT = Output("range_m", "range at which the target shows through")
REDUCED_OUT = (
    RANGE_OUT,
    Output("jam_to_noise_db", "jamming above the radar's own noise"),
    Output("share_of_clear_range", "share of the range that is left", "probability"),
)
NOISE_EQUATION = "J/N = ERP G λ² / ((4π R_j)² L) × min(1, B/B_j) / (k T B)"

FORMULAS = (
    Formula(
        "jamming",
        "Range at which a target shows through noise jamming (burn-through)",
        (
            Form(
                (ERP, JAMMER_BAND, POWER, GAIN, RCS, BAND, LOSS, REQUIRED),
                (RANGE_OUT,),
                self_screening,
                "R² = P G σ / (4π ERP min(1, B/B_j) L (S/J))",
                SOURCE,
                VALIDITY,
                "jammer on the target",
            ),
            Form(
                (ERP, JAMMER_BAND, JAMMER_RANGE, POWER, GAIN, TOWARD, RCS, BAND, LOSS, REQUIRED),
                (RANGE_OUT,),
                stand_off,
                "R⁴ = P G² σ R_j² / (4π ERP min(1, B/B_j) G′ L (S/J))",
                SOURCE,
                VALIDITY,
                "jammer standing off",
            ),
            Form(
                (CLEAR, ERP, JAMMER_BAND, GAIN, FREQUENCY, BAND, TEMPERATURE, LOSS),
                REDUCED_OUT,
                reduced_self,
                "R⁴ + (J/N)₀ R₀² R² = R₀⁴; " + NOISE_EQUATION,
                SOURCE,
                "Noise jamming in free space, jammer in the main lobe, noise counted. Deception is left out.",
                "jammer on the target, range without jamming known",
            ),
            Form(
                (CLEAR, ERP, JAMMER_BAND, JAMMER_RANGE, TOWARD, FREQUENCY, BAND, TEMPERATURE, LOSS),
                REDUCED_OUT,
                reduced_stand_off,
                "R = R₀ / (1 + J/N)^(1/4); " + NOISE_EQUATION,
                SOURCE,
                "Noise jamming in free space, noise counted. Several jammers: their J/N add.",
                "jammer standing off, range without jamming known",
            ),
        ),
        "iamd calc jamming --erp 500 --jammer-bandwidth 50MHz --power 50kW --gain-db 35 --rcs 10 --bandwidth 667kHz",
        ("RAD-SSJ", "RAD-SOJ"),
    ),
)
