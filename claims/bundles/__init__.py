"""All that an installation may hand on, as one zip that says what it is, and back.

written(complete=…)       the zip in pieces, of one moment, in constant memory
verified(file)            whether a zip is whole; every damage with what was expected and what came
taken_over(file)          what it holds, into this installation
"""
