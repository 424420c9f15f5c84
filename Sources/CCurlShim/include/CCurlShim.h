#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H
#include <curl/curl.h>
// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one typed door each.
typedef size_t (*onecard_curl_io)(char *, size_t, size_t, void *);
CURLcode onecard_curl_set_long(CURL *h, CURLoption o, long v);
CURLcode onecard_curl_set_offset(CURL *h, CURLoption o, curl_off_t v);
CURLcode onecard_curl_set_string(CURL *h, CURLoption o, const char *v);
CURLcode onecard_curl_set_pointer(CURL *h, CURLoption o, void *v);
CURLcode onecard_curl_set_list(CURL *h, CURLoption o, struct curl_slist *v);
CURLcode onecard_curl_set_io(CURL *h, CURLoption o, onecard_curl_io f);
CURLcode onecard_curl_get_long(CURL *h, CURLINFO i, long *v);
CURLcode onecard_curl_get_offset(CURL *h, CURLINFO i, curl_off_t *v);
#endif
