"""What stands in each chapter; ``impactlib.sheet.chapters`` is the door to them."""
