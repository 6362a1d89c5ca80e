"""Will a series be higher on a later day? From its own history alone, with weights learnt on that history.

tracks    what had been published of a series by a day
groups    which series may learn from each other, and how long each takes to be published
features  how often it stood still and rose, how far from its mean it is, whether its moves go on
policy    administered rates, which move by meetings and are foreseen by the one-year yield
logit     ridge logistic regression
forecast  the probability, and why
"""
