"""What a draft would say if it were registered: of a formula, a relation, a claim made of others. Keeps nothing."""
