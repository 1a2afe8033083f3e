using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class SoakTests
{
    private const int Clients = 100;
    private const int RequestsOfEach = 30;

    [Fact(Timeout = 120_000)]
    public async Task No_client_gets_a_wrong_body_while_one_answer_in_ten_of_the_origin_fails()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        ConcurrentBag<string> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs error) => unobserved.Add(error.Exception.ToString());
        TaskScheduler.UnobservedTaskException += Note;
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        int answers = 0;
        proxy.Origin.Fallback = exchange => AnswerAsync(exchange, Interlocked.Increment(ref answers));
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients });
        ConcurrentBag<string> wrong = [];
        int whole = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, Clients), new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = cancel }, async (number, _) =>
        {
            Random random = new(number);
            for (int i = 0; i < RequestsOfEach; i++)
            {
                int page = random.Next(60);
                try
                {
                    using HttpResponseMessage response = await client.GetAsync(new Uri(proxy.Url, $"/{page}"), cancel);
                    string body = await response.Content.ReadAsStringAsync(cancel);
                    int status = (int)response.StatusCode;
                    if (status == 200 && body == Body(page))
                    {
                        Interlocked.Increment(ref whole);
                    }
                    else if (status is not (500 or 502))
                    {
                        wrong.Add($"/{page}: {status}, {body.Length} bytes");
                    }
                }
                catch (HttpRequestException)
                {
                    // A body that was cut short is cut short here too.
                }
            }
        });

        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Note;
        Assert.Empty(wrong);
        Assert.Empty(unobserved);
        Assert.Empty(proxy.Origin.Faults);
        Assert.InRange(whole, Clients * RequestsOfEach / 2, Clients * RequestsOfEach);
    }

    // Long and short bodies, some of which may not be stored.
    private static string Body(int page) => new StringBuilder().Insert(0, $"page {page} ", 1 + (page * page * 7)).ToString();

    private static async Task AnswerAsync(OriginExchange exchange, int answer)
    {
        int page = int.Parse(exchange.Request.Path.AsSpan(1), CultureInfo.InvariantCulture);
        string body = Body(page);
        string control = page % 3 == 0 ? "no-store" : "max-age=3600";
        switch (answer % 40)
        {
            case 7:
                exchange.Abort();
                break;
            case 17:
                await exchange.SendAsync(500, "broken");
                break;
            case 27:
                exchange.Close();
                break;
            case 37:
                await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nCache-Control: {control}\r\nContent-Length: {body.Length + 1000}\r\n\r\n{body}");
                exchange.Abort();
                break;
            default:
                await exchange.SendAsync(200, body, ("Cache-Control", control));
                break;
        }
    }
}
