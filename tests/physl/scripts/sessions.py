# Sessions and the decorator's options.
# SPDX-License-Identifier: BSL-1.0
import phylanx
from phylanx import Phylanx
from phylanx.core.config import PhylanxSession
from phylanx.exceptions import InvalidDecoratorArgumentError, RuntimeAlreadyInitializedError


def raises(error, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error:
        return True
    return False


assert not PhylanxSession.is_initialized
PhylanxSession.config(["hpx.os_threads=2", "hpx.run_hpx_main!=1"])
assert PhylanxSession.is_initialized and PhylanxSession.cfg[0] == "hpx.os_threads=2"
assert raises(RuntimeAlreadyInitializedError, PhylanxSession.init, 1)
assert raises(RuntimeAlreadyInitializedError, PhylanxSession.config, [])


@Phylanx()
def bare(x):
    return x + 1


@Phylanx(debug=True, target="PhySL", localities=1, print_progress=False)
def with_options(x):
    return x + 1


@Phylanx(disable_decorator=True)
def plain(x):
    return x + 1


@Phylanx(target="OpenSCoP")
def polyhedral(x):
    return x


assert bare(1) == with_options(1) == plain(1) == 2
assert type(plain).__name__ == "function"
assert raises(NotImplementedError, polyhedral, 1)
assert raises(NotImplementedError, Phylanx, wrong_option=1)
assert raises(NotImplementedError, Phylanx, target="none")
assert raises(InvalidDecoratorArgumentError, Phylanx, "PhySL")
assert Phylanx(lambda x: x * 2)(4) == 8
assert phylanx.full_version_as_string() == "0.0.1"
assert (phylanx.major_version(), phylanx.minor_version(), phylanx.subminor_version()) == (0, 0, 1)
