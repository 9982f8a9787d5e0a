"""Many sheets: planned, executed, written, traced. Import the modules; only ``plan`` is light."""
