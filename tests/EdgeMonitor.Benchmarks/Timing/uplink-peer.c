/* A publisher of mosquitto_pub's class on libmosquitto: QoS 1 over mutual TLS 1.3, so many in flight. Prints seconds and CPU seconds.
   Arguments: port ca certificate key bytes window count. The prototypes are those of mosquitto.h, so that no header has to be installed. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct mosquitto;
int mosquitto_lib_init(void);
struct mosquitto *mosquitto_new(const char *id, bool clean_session, void *obj);
int mosquitto_tls_set(struct mosquitto *mosq, const char *cafile, const char *capath, const char *certfile, const char *keyfile, int (*password)(char *, int, int, void *));
int mosquitto_tls_opts_set(struct mosquitto *mosq, int cert_reqs, const char *tls_version, const char *ciphers);
int mosquitto_int_option(struct mosquitto *mosq, int option, int value);
int mosquitto_connect(struct mosquitto *mosq, const char *host, int port, int keepalive);
int mosquitto_loop(struct mosquitto *mosq, int timeout, int max_packets);
int mosquitto_publish(struct mosquitto *mosq, int *mid, const char *topic, int payloadlen, const void *payload, int qos, bool retain);
void mosquitto_connect_callback_set(struct mosquitto *mosq, void (*on_connect)(struct mosquitto *, void *, int));
void mosquitto_publish_callback_set(struct mosquitto *mosq, void (*on_publish)(struct mosquitto *, void *, int));

enum { protocol_version = 1, send_maximum = 5, tcp_nodelay = 11, mqtt5 = 5, verify_peer = 1, warm_up = 100 };

static int bytes, window, count, sent, confirmed, connected;
static char *payload;

static double now(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void publish(struct mosquitto *client)
{
	if (mosquitto_publish(client, NULL, "bench/a", bytes, payload, 1, false)) exit(3);
	sent++;
}

static void on_connect(struct mosquitto *client, void *unused, int reason)
{
	(void)client, (void)unused;
	if (reason) exit(4);
	connected = 1;
}

static void on_publish(struct mosquitto *client, void *unused, int id)
{
	(void)client, (void)unused, (void)id;
	confirmed++;
}

static void run(struct mosquitto *client, int messages)
{
	sent = confirmed = 0;
	while (confirmed < messages)
	{
		while (sent < messages && sent - confirmed < window) publish(client);
		if (mosquitto_loop(client, 1000, 1)) exit(5);
	}
}

int main(int argc, char **argv)
{
	if (argc != 8) return 64;
	bytes = atoi(argv[5]), window = atoi(argv[6]), count = atoi(argv[7]);
	payload = malloc(bytes);
	memset(payload, 'x', bytes);
	mosquitto_lib_init();
	struct mosquitto *client = mosquitto_new("peer", true, NULL);
	mosquitto_int_option(client, protocol_version, mqtt5);
	mosquitto_int_option(client, tcp_nodelay, 1);
	mosquitto_int_option(client, send_maximum, 65535);
	if (mosquitto_tls_set(client, argv[2], NULL, argv[3], argv[4], NULL)) return 1;
	mosquitto_tls_opts_set(client, verify_peer, "tlsv1.3", NULL);
	mosquitto_connect_callback_set(client, on_connect);
	mosquitto_publish_callback_set(client, on_publish);
	if (mosquitto_connect(client, "localhost", atoi(argv[1]), 60)) return 2;
	while (!connected)
		if (mosquitto_loop(client, 1000, 1)) return 2;
	run(client, warm_up);
	double began = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	run(client, count);
	printf("%.6f %.6f\n", now(CLOCK_MONOTONIC) - began, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	return 0;
}
