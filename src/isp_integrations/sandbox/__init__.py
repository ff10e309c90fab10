"""Running the fakes: over loopback HTTP or in the same process, with scripted faults."""
