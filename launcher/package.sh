# shellcheck shell=bash
# Functions of package-deb, package-image and release, which set $root (the checkout) before they source this file. The
# result depends only on the commit, the JDK and the Debian release, and not on the folder, the user, the time or the cores.

# shellcheck source=common.sh
. "${root:?}/launcher/common.sh"

umask 022
export LC_ALL=C.UTF-8 TZ=UTC
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null) || SOURCE_DATE_EPOCH=$(stat -c %Y "$root/pom.xml")
export SOURCE_DATE_EPOCH
dist=$target/dist
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$root/pom.xml")
deb_version=${version/-/\~}
# The program and its libraries refer to some of these modules only by name. docs/decisions/0035-debian-package.md has the
# reasons.
modules=java.base,java.logging,java.management,java.naming,java.security.jgss,java.security.sasl,java.sql,java.xml
modules+=,jdk.charsets,jdk.jfr,jdk.management,jdk.net,jdk.unsupported

# run TEXT COMMAND...: shows and runs a step. If the step fails, prints the end of its output and exits.
run() {
  local text=$1
  shift
  step "$text" "${log:?}" "$@" || { tail -n 25 "$log" >&2 && die "failed: $text; the whole output is in $log"; }
}

# require PROGRAM-OR-FOLDER PACKAGE...: installs Debian packages if the program or folder is missing.
require() {
  command -v "$1" >/dev/null || [[ -d $1 ]] || apt_install "${@:2}" || die "needs Debian's packages ${*:2}"
}

# set_platform: sets architecture (Debian's name), system (SQLite's name) and multiarch. Exits if there are no libraries for the
# platform.
set_platform() {
  require dpkg-architecture dpkg-dev
  architecture=$(dpkg --print-architecture)
  multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
  case $architecture in
    amd64) system=x86_64 ;;
    arm64) system=aarch64 ;;
    *) die "there is no package for $architecture" ;;
  esac
}

# the_jar [--jar FILE]: sets jar to the one jar. If FILE is missing, builds the jar from scratch, because it must not contain a
# class that was removed from the sources.
the_jar() {
  if [[ ${1:-} == --jar ]]; then
    jar=$(readlink -e "$2") || die "there is no $2"
    return
  fi
  (($# == 0)) || die "unknown option $1 (there is --jar FILE, to package a jar that was built before)"
  jar=$dist/restauth-$version.jar
  rm -rf "${target:?}"/{classes,lib,restauth.jar} "$jar"
  find_maven
  run 'building the jar' "${mvn[@]}" -q -Pdist,quick -Dquick -pl server -am package
}

# link_runtime FOLDER: makes a Java runtime. Its trust store contains Debian's authorities, because the JDK's trust store may be
# specific to this machine.
link_runtime() {
  require objcopy binutils
  require /usr/share/ca-certificates/mozilla ca-certificates
  run 'linking the Java runtime' "$JAVA_HOME/bin/jlink" --output "$1" --add-modules "$modules" \
    --vm=server --no-header-files --no-man-pages --strip-native-debug-symbols=exclude-debuginfo-files \
    --strip-java-debug-attributes --ignore-modified-runtime
  find "$1" -type f \( -name '*.so' -o -path '*/bin/*' -o -name jspawnhelper -o -name jexec \) -exec strip --strip-unneeded {} +
  drop_missing_providers "$1/conf/security/java.security"
  rm -f "$1/lib/security/cacerts"
  "$JAVA_HOME/bin/java" "$root/launcher/TrustStore.java" "$1/lib/security/cacerts" /usr/share/ca-certificates/mozilla/*.crt
}

# drop_missing_providers FILE: removes the security providers whose modules are missing in the runtime. While the virtual
# machine looks for a missing provider, it loads the providers on the class path, and thus the native signatures, at each start.
drop_missing_providers() {
  awk '/^security\.provider\.[0-9]+=(XMLDSig|SunPCSC|JdkSASL|SunPKCS11)$/ { next }
    /^security\.provider\.[0-9]+=/ { sub(/[0-9]+/, ++n) }
    { print }' "$1" >"$1.new"
  mv "$1.new" "$1"
}

# unpack_library PATH FOLDER: unpacks a native library of the jar. The program would otherwise unpack it at each start.
unpack_library() {
  mkdir -p "$2"
  (cd "$2" && "$JAVA_HOME/bin/jar" -xf "$jar" "$1" && mv "$1" . && rm -r "${1%%/*}")
}

# write_sbom FILE: writes the list of the libraries in the jar, in the CycloneDX format.
write_sbom() {
  require jq jq
  find_maven
  run 'listing the libraries' "${mvn[@]}" -q -Pdist,quick -Dquick -pl server -am org.cyclonedx:cyclonedx-maven-plugin:makeBom
  jq '.metadata.component.type = "application"' "$target/sbom.json" >"$1"
}
