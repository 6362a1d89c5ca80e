"""What stands on record of claims as of a day, read in a fixed number of queries; nothing is computed anew."""
