"""What a published scorecard says beyond the standing of its claims, as plain data in a fixed order."""
