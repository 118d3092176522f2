"""What people fill in, one module per journey. A form checks shape and words its errors; it never asks the database."""
