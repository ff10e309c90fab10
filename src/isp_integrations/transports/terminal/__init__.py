"""Terminals: sessions on equipment over SSH, Telnet and TL1 sockets."""
