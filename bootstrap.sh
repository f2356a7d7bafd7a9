#!/bin/sh
# Finds a Python that is new enough and runs bootstrap.py with it.
here=$(dirname "$0")
python=
for name in python3 python3.13 python3.12 python3.11; do
  path=$(command -v "$name") || continue
  python=${python:-$path}
  # Once an environment is there, any Python can compare its digest: no need to ask for the version.
  [ -x "$here/.venv/bin/releve" ] && break
  "$path" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { python=$path; break; }
done
if [ -z "$python" ]; then
  case ${RELEVE_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
    fr*) echo "releve : il faut Python 3.11 ou plus récent : sudo apt-get install -y python3 python3-venv" >&2 ;;
    *) echo "releve: Python 3.11 or newer is needed: sudo apt-get install -y python3 python3-venv" >&2 ;;
  esac
  exit 2
fi
exec "$python" -I -S "$here/bootstrap.py" "$@"
