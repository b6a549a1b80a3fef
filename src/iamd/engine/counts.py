"""Places in the small integer array that the stages share: running numbers and overflow counts."""

EVENTS = 0  # events logged
PLOTS = 1  # plots of this tick
SERIALS = 2  # plots of the run
LOST_TRACKS = 3  # plots and reports that found no free slot of a track
LOST_MESSAGES = 4  # reports that found no free row
PENDING_MESSAGES = 5  # reports under way
ROUNDS = 6  # rounds fired in the run
FLYING_ROUNDS = 7  # rounds in flight
LOST_ROUNDS = 8  # launches that found no free row
RESOLVED_EVENTS = 9  # events whose plot has been joined with its threat
SAMPLES = 10  # samples recorded
LOST_ENGAGEMENTS = 11  # assignments that found no free row
ROUND_ROWS = 12  # rows of Rounds that may be in use
ENGAGEMENT_ROWS = 13  # rows of Engagements that may be in use
CHANGED = 14  # 1 after a flight step that changed what is due
SIZE = 15
