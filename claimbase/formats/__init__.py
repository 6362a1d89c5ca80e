"""How Django writes days and moments by itself, in the admin: the same in every language, as everywhere else."""
