"""From evidence as known on a day to probabilities, base rates and verdicts (METHOD). Pure: arrays in, arrays out."""

METHOD_VERSION = "3"  # a change of any figure needs a new one: stored assessments are of theirs
