"""How good the proposals are, on labelled texts: figures beside baselines, with intervals. Pure numpy."""
