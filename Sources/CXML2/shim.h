// Debian 12 builds libxml2 with ICU; its encoding header would declare ICU's UErrorCode, which collides with
// the copy inside Foundation. Only the tail of an opaque struct changes when ICU is hidden.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
#include <libxml/xmlerror.h>
