"""What coordinators do: move and reassign calls, cover absences and closures, book for others, keep the hours.

Each verb is one transaction with everything that it promises. Rules that bind consumers may be broken here, with a
reason that is kept; what would leave a call without its technician, or a technician with two calls, may not.
"""
