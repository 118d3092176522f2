"""People who work here: who they are, what they may do, how they come in, and the record of what they changed."""
