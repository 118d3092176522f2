"""Reading the outbox folder in a browser: for the demo and for tests, refused anywhere else.

VIDEOCITA_ENVIRONMENT=demo python -m mail.viewer --folder var/outbox --port 8025
"""
