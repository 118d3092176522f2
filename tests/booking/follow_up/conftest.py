from tests.booking.follow_up.following import follow, mail

__all__ = ["follow", "mail"]
