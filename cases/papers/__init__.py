"""Papers of a case: how they are handed in, what is accepted, who looks into them, and how they are opened."""
