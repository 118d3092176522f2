"""What leaves the house: cleaned text, calendar objects, letters, transports, the viewer."""
