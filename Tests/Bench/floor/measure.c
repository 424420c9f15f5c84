// Runs a command and writes what it used: user and system CPU seconds, wall seconds, peak resident KiB.
//
// A process counts what its parent held in memory when it was started. So the parent is this, and not Python.
//
// usage: measure RESULT COMMAND ...
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

int main(int count, char **arguments) {
    struct timespec began, ended;
    struct rusage usage;
    int status;
    if (count < 3) return 2;
    clock_gettime(CLOCK_MONOTONIC, &began);
    pid_t child = fork();
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 126;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    FILE *result = fopen(arguments[1], "w");
    if (!result) return 126;
    fprintf(result, "%f %f %f %ld\n", seconds(usage.ru_utime), seconds(usage.ru_stime),
            (ended.tv_sec - began.tv_sec) + (ended.tv_nsec - began.tv_nsec) / 1e9, usage.ru_maxrss);
    fclose(result);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
