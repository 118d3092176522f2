"""Case files (expedients): what came of a call, or of a letter, kept from its opening to its destruction."""
