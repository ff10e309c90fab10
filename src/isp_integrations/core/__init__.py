"""The domain, pure: no I/O, no clock, no import of any other room of the library."""
