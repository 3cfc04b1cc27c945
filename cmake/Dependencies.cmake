# Finds what Phylanx is built on: the Python environment, LLVM, oneTBB, OpenBLAS, fmt, and HPX where it is installed.
# SPDX-License-Identifier: BSL-1.0

# --- Python and its packages -----------------------------------------------------------------------------------------
if(NOT Python_EXECUTABLE AND NOT SKBUILD AND EXISTS "${PROJECT_SOURCE_DIR}/.venv/bin/python")
  set(Python_EXECUTABLE "${PROJECT_SOURCE_DIR}/.venv/bin/python" CACHE FILEPATH "the Python to build for")
endif()
find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module)
execute_process(
  COMMAND "${Python_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/cmake/python_packages.py"
  OUTPUT_FILE "${PROJECT_BINARY_DIR}/python_packages.cmake" COMMAND_ERROR_IS_FATAL ANY)
include("${PROJECT_BINARY_DIR}/python_packages.cmake")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/python_packages.py")

# --- fmt: header-only, so that nothing of it is needed at run time ---------------------------------------------------
find_package(fmt REQUIRED)

# --- threads, for the executors and the benchmarks -------------------------------------------------------------------
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# --- LLVM, linked statically; only src/codegen sees its headers ------------------------------------------------------
set(PHYLANX_LLVM_VERSIONS 19 20 21 22 18)  # in the order of preference
if(NOT LLVM_DIR)
  foreach(version IN LISTS PHYLANX_LLVM_VERSIONS)
    find_path(phylanx_llvm_${version} LLVMConfig.cmake NO_CACHE
      PATHS /usr/lib/llvm-${version} /usr/lib64/llvm${version} /opt/homebrew/opt/llvm@${version} /usr/local/opt/llvm@${version}
      PATH_SUFFIXES lib/cmake/llvm lib64/cmake/llvm)
    if(phylanx_llvm_${version})
      set(LLVM_DIR "${phylanx_llvm_${version}}" CACHE PATH "the folder of LLVMConfig.cmake")
      break()
    endif()
  endforeach()
endif()
find_package(LLVM CONFIG)
if(NOT LLVM_FOUND)
  message(FATAL_ERROR "Phylanx needs LLVM 18 to 22 with its headers and static libraries (Debian, Ubuntu: llvm-19-dev); "
                      "name the folder of LLVMConfig.cmake by -DLLVM_DIR=... if it is somewhere unusual")
endif()
if(LLVM_VERSION_MAJOR LESS 18 OR LLVM_VERSION_MAJOR GREATER 22)
  message(FATAL_ERROR "Phylanx is written for LLVM 18 to 22, but found ${LLVM_VERSION} in ${LLVM_DIR}")
endif()
message(STATUS "LLVM ${LLVM_VERSION} in ${LLVM_DIR}")

# An SMT solver that LLVM's support library may name; nothing here uses it.
get_target_property(links LLVMSupport INTERFACE_LINK_LIBRARIES)
list(FILTER links EXCLUDE REGEX "z3")
set_target_properties(LLVMSupport PROPERTIES INTERFACE_LINK_LIBRARIES "${links}")

llvm_map_components_to_libnames(phylanx_llvm_libraries
  core support analysis transformutils instcombine scalaropts vectorize ipo passes
  orcjit jitlink runtimedyld executionengine bitreader bitwriter irreader target object mc native)
separate_arguments(phylanx_llvm_definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
add_library(phylanx_llvm INTERFACE)
target_include_directories(phylanx_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_options(phylanx_llvm INTERFACE ${phylanx_llvm_definitions})
if(NOT LLVM_ENABLE_RTTI)
  target_compile_options(phylanx_llvm INTERFACE -fno-rtti)
endif()
target_link_libraries(phylanx_llvm INTERFACE ${phylanx_llvm_libraries})

# --- oneTBB: PyPI's if the environment has it, otherwise the system's; only src/runtime sees its headers -------------
set(TBB_FIND_RELEASE_ONLY ON)
if(PHYLANX_TBB_DIR AND NOT EXISTS "${TBB_DIR}/TBBConfig.cmake")
  set(TBB_DIR "${PHYLANX_TBB_DIR}" CACHE PATH "the folder of TBBConfig.cmake" FORCE)
endif()
find_package(TBB REQUIRED COMPONENTS tbb)
message(STATUS "oneTBB ${TBB_VERSION} in ${TBB_DIR}")
get_target_property(phylanx_tbb_includes TBB::tbb INTERFACE_INCLUDE_DIRECTORIES)
set_target_properties(TBB::tbb PROPERTIES
  INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${phylanx_tbb_includes}"
  MAP_IMPORTED_CONFIG_DEBUG Release MAP_IMPORTED_CONFIG_RELWITHDEBINFO Release)

# --- OpenBLAS: the build that NumPy links, 64-bit integers (scipy_cblas_dgemm64_); only src/library sees its headers -
find_library(PHYLANX_OPENBLAS_LIBRARY scipy_openblas64_ NO_CACHE
  PATHS "${PHYLANX_OPENBLAS_ROOT}/lib" NO_DEFAULT_PATH)
if(NOT PHYLANX_OPENBLAS_LIBRARY)
  message(FATAL_ERROR "Phylanx needs OpenBLAS as the package scipy-openblas64 carries it: pip install scipy-openblas64")
endif()
add_library(phylanx_openblas SHARED IMPORTED)
set_target_properties(phylanx_openblas PROPERTIES
  IMPORTED_LOCATION "${PHYLANX_OPENBLAS_LIBRARY}"
  IMPORTED_SONAME libscipy_openblas64_.so
  INTERFACE_INCLUDE_DIRECTORIES "${PHYLANX_OPENBLAS_ROOT}/include"
  INTERFACE_COMPILE_DEFINITIONS "HAVE_BLAS_ILP64;OPENBLAS_ILP64_NAMING_SCHEME;BLAS_SYMBOL_PREFIX=scipy_;BLAS_SYMBOL_SUFFIX=64_")

# --- HPX and MPI, where they are wanted and installed ----------------------------------------------------------------
set(PHYLANX_WITH_HPX AUTO CACHE STRING "run tasks on HPX: AUTO (if it is found), ON or OFF")
set_property(CACHE PHYLANX_WITH_HPX PROPERTY STRINGS AUTO ON OFF)
set(PHYLANX_HPX_VERSION 1.9)  # the oldest; not handed to find_package, for which 2.0 is another HPX
if(PHYLANX_WITH_HPX STREQUAL "ON")
  find_package(HPX CONFIG REQUIRED)
  if(HPX_VERSION VERSION_LESS PHYLANX_HPX_VERSION)
    message(FATAL_ERROR "Phylanx needs HPX ${PHYLANX_HPX_VERSION} or newer, but found ${HPX_VERSION} in ${HPX_DIR}")
  endif()
elseif(NOT PHYLANX_WITH_HPX STREQUAL "OFF")
  find_package(HPX CONFIG QUIET)
  if(HPX_FOUND AND HPX_VERSION VERSION_LESS PHYLANX_HPX_VERSION)
    message(STATUS "HPX ${HPX_VERSION} in ${HPX_DIR} is too old and left alone")
    set(HPX_FOUND FALSE)
  endif()
endif()
if(PHYLANX_SANITIZE AND HPX_FOUND)
  set(HPX_FOUND FALSE)  # its tasks switch stacks, of which the sanitizers know nothing
endif()
if(HPX_FOUND)
  message(STATUS "HPX ${HPX_VERSION} in ${HPX_DIR}")
else()
  message(STATUS "without HPX")
endif()

set(PHYLANX_WITH_MPI OFF CACHE BOOL "run on several processes by MPI")
if(PHYLANX_WITH_MPI)
  find_package(MPI REQUIRED COMPONENTS CXX)
endif()
