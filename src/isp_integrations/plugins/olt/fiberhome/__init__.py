"""FiberHome OLTs (AN5116, AN5516, AN6000) through the TL1 interface of UNM2000 or ANM2000."""
