#!/bin/sh
# Install from this folder, without a network: sh install.sh [--kit HEX] [FOLDER]
#
# FOLDER is where it is installed ($HOME/sse-assistant where not given). HEX is the fingerprint
# that `sse kit make` printed, or its first 16 digits; told by another way than this folder, it
# shows that nobody changed the folder. PYTHON names the Python to use.
set -eu

kit=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
told=
target=$HOME/sse-assistant
while [ $# -gt 0 ]; do
    case $1 in
        --kit) told=$2; shift 2 ;;
        -*) echo "usage: sh install.sh [--kit HEX] [FOLDER]" >&2; exit 2 ;;
        *) target=$1; shift ;;
    esac
done
fail() { echo "error: $1" >&2; exit 1; }
case $target in /*) ;; *) target=$PWD/$target ;; esac

# 1. Every file is what it was, and there is none besides. Nothing of the folder runs before.
if command -v sha256sum >/dev/null 2>&1; then sum=sha256sum
elif command -v shasum >/dev/null 2>&1; then sum='shasum -a 256'
else fail "neither sha256sum nor shasum is here, so the files cannot be checked."
fi
cd "$kit"
[ -f MANIFEST.sha256 ] || fail "MANIFEST.sha256 is missing: this folder is not whole. Copy it again."
if [ -n "$told" ]; then
    [ "${#told}" -ge 16 ] || fail "give 16 hex digits or more of the fingerprint."
    case $($sum MANIFEST.sha256) in
        "$told"*) ;;
        *) fail "the fingerprint of this folder is another than $told: it was changed. Nothing was installed." ;;
    esac
fi
$sum -c MANIFEST.sha256 >/dev/null 2>&1 || {
    $sum -c MANIFEST.sha256 2>/dev/null | grep -v ': OK$' | head -n 5 >&2 || true
    fail "some files are damaged or missing. Copy the folder again. Nothing was installed."
}
listed=$(grep -c ' wheels/' MANIFEST.sha256)
there=$(find wheels -type f | wc -l)
[ "$listed" -eq "$there" ] || fail "wheels/ holds $there files, and $listed are listed. Nothing was installed."
echo "1/4 all files are what they were when this folder was made"

# 2. The Python and the machine that these files are for.
want=$(sed -n 's/^python=//p' platform.txt)
machine=$(sed -n 's/^machine=//p' platform.txt)
system=$(sed -n 's/^system=//p' platform.txt)
[ "$(uname -s)" = "$system" ] && [ "$(uname -m)" = "$machine" ] ||
    fail "this folder is for $system on $machine, and this is $(uname -s) on $(uname -m). Make one on a machine like this."
python=
for each in "${PYTHON:-}" "python$want" python3 python; do
    [ -n "$each" ] && command -v "$each" >/dev/null 2>&1 || continue
    [ "$("$each" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$want" ] || continue
    python=$each
    break
done
[ -n "$python" ] || fail "Python $want is not here, and these files are for it. Install it, or name it: PYTHON=/path/to/python$want"
lacking=
if [ -r /proc/cpuinfo ]; then
    for flag in $(sed -n 's/^cpu=//p' platform.txt); do
        grep -qw -- "$flag" /proc/cpuinfo || lacking="$lacking $flag"
    done
fi
echo "2/4 Python $want on $system, $machine"

# 3. An environment of its own, and everything from this folder alone.
"$python" -m venv --without-pip "$target" || fail "$target cannot be made."
pip=$(ls wheels/pip-*.whl)
# --isolated: no setting and no variable of pip's sends it elsewhere.
PYTHONPATH=$kit/$pip "$target/bin/python" -m pip --isolated --disable-pip-version-check --no-cache-dir \
    install --quiet --no-index --find-links "$kit/wheels" --require-hashes --requirement "$kit/requirements.txt" ||
    fail "pip could not install. What was in $target before may be incomplete: run this again."
for model in models/*.gguf; do
    [ -f "$model" ] || continue
    name=$(basename "$model" .gguf)
    "$target/bin/sse" models add "$model" --name "$name" --copy || echo "note: the model $name was not added" >&2
done
echo "3/4 installed in $target"

# 4. What it says of itself.
if [ -n "$lacking" ]; then
    echo "note: this processor lacks$lacking, which the machine had where this folder was made. Quotes do not need" >&2
    echo "      them; a model that writes may stop. It runs in a process of its own, so nothing else stops with it." >&2
fi
"$target/bin/sse" doctor
echo "4/4 ready: $target/bin/sse ask 'What is the social and solidarity economy?'"
if [ -d release ]; then
    echo "    the release of your federation is here too. Ask a member for the fingerprint of its root, then:"
    echo "    $target/bin/sse federation join --from '$kit/release' --root FINGERPRINT"
    echo "    $target/bin/sse update --from '$kit/release'"
fi
