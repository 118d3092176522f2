"""What we hear of the technicians' calendars from outside, and what becomes of a meeting that somebody changed there.

Graph tells us (a notice), or we look by ourselves (comparing a calendar). Either way the event itself is read before
anything is believed, and nothing is changed but our record that it differs: a coordinator decides.
"""
