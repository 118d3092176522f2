"""What the tests stand on: databases, a headless browser, a client that checks every page it opens."""
