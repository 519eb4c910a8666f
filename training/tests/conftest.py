"""Before any test loads NumPy, which looks at the environment that the package sets when it is loaded."""

import larch_training
