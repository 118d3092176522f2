"""What does not go by itself and waits for a person: found here, told in words, and mended by one action each."""
