"""Drawing the tables and their relations: where the boxes stand, how the lines run, the SVG."""
