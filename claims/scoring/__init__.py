"""From evidence as known on a day to probabilities, base rates and verdicts (METHOD). Pure: arrays in, arrays out."""

METHOD_VERSION = "13"  # a change of any figure needs a new one: stored assessments are of theirs
FUTURES_VERSION = "5"  # of the random numbers: a new one moves every probability, so it changes only with the walks
