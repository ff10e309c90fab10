"""The mapping family: feasibility, port reservations, activation; pure."""
