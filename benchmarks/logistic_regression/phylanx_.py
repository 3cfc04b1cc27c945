"""The NumPy source, unchanged, under Phylanx."""

from phylanx import Phylanx

from . import numpy_

run = Phylanx(numpy_.run)
