"""What technicians do with a call: enter it, take notes, close it; and what Teams reports of it afterwards."""
