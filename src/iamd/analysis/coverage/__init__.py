"""Coverage: what the radars of a scenario see and its units can engage, by altitude, with what limits them."""
