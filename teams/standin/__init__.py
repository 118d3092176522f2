"""A local stand-in for Microsoft 365, for the demo and the tests: `python -m teams.standin --help`.

It speaks real HTTPS where Graph and Entra do, so that the code that calls them is the code of production, and shows
pages to look at over plain HTTP on a second port: calendars, meetings, switches for faults. It imitates the calls
that this system makes and refuses all others; what it takes and gives is held to `openapi-subset.json`.
"""
