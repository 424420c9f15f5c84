#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
